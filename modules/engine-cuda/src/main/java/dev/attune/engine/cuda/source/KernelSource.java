package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A kernel as a {@code __global__} function. Its parameters are the addresses of the storages, in
 * the order of {@link #storages}; shapes, strides and offsets are constants in the text.
 *
 * @param name of the function
 * @param schedule how it is launched
 * @param storages ids of what it reads and writes, each once; none if it was written by hand
 * @param text of the function alone
 */
public record KernelSource(String name, Schedule schedule, List<Integer> storages, String text) {

  public KernelSource {
    storages = List.copyOf(storages);
  }

  /** Writes a kernel's text. */
  public static KernelSource of(RowKernel kernel, String name) {
    Schedule schedule = Schedule.of(kernel);
    String body = new Body(kernel, schedule).text();
    return of(name, schedule, kernel.reads(), kernel.writes(), body);
  }

  /** Writes the text of a convolution or a pool; none if the step is another. */
  public static Optional<KernelSource> of(Step step, String name) {
    boolean weights = step.kernel() instanceof Kernel.ConvolutionBackwardWeights;
    long written = step.output().length();
    Schedule schedule = weights ? Schedule.ofBlocks(written) : Schedule.ofElements(written);
    requireSmall(step);
    return WindowText.of(step).map(body -> of(name, schedule, step.reads(), step.outputs(), body));
  }

  /** Writes the text of attention. */
  public static KernelSource of(Attention attention, String name) {
    return AttentionText.of(attention, name);
  }

  /** Writes the text of attention's backward pass. */
  public static KernelSource of(AttentionBackward backward, String name) {
    return AttentionText.of(backward, name);
  }

  /**
   * A kernel whose text is written by hand.
   *
   * @param parameters how many; they are called {@code p0, p1 …}
   * @param body of the function
   */
  public static KernelSource written(String name, Schedule schedule, int parameters, String body) {
    String list =
        IntStream.range(0, parameters)
            .mapToObj(i -> "float* p" + i)
            .collect(Collectors.joining(", "));
    return new KernelSource(name, schedule, List.of(), function(name, schedule, list, body));
  }

  /** Windows are found by 32 bits. */
  private static void requireSmall(Step step) {
    List<Operand> operands = new ArrayList<>(step.reads());
    operands.addAll(step.outputs());
    for (Operand operand : operands) {
      if (reach(operand) + (1L << 24) > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "executor cuda: %s: expected fewer than 2 billion elements, found %s"
                .formatted(step.label(), operand));
      }
    }
  }

  private static KernelSource of(
      String name, Schedule schedule, List<Operand> reads, List<Operand> writes, String body) {
    Set<Integer> written = new LinkedHashSet<>();
    writes.forEach(operand -> written.add(operand.storage()));
    Set<Integer> all = new LinkedHashSet<>();
    reads.forEach(operand -> all.add(operand.storage()));
    all.addAll(written);
    String parameters =
        all.stream()
            .map(id -> (written.contains(id) ? "float* " : "const float* __restrict__ ") + "s" + id)
            .collect(Collectors.joining(", "));
    String text = function(name, schedule, parameters, body);
    return new KernelSource(name, schedule, List.copyOf(all), text);
  }

  static String function(String name, Schedule schedule, String parameters, String body) {
    return "extern \"C\" __global__ void __launch_bounds__(%d)\n%s(%s) {\n%s}\n"
        .formatted(schedule.blockX() * schedule.blockY(), name, parameters, body);
  }

  /** What every file of kernels begins with. */
  public static String prelude() {
    return Stream.of("prelude.cuh", "tensor.cuh", "attention.cuh")
        .map(KernelSource::resource)
        .collect(Collectors.joining("\n"));
  }

  private static String resource(String name) {
    try (InputStream stream = KernelSource.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last place that an operand reaches. */
  static long reach(Operand operand) {
    long reach = operand.offset();
    for (int axis = 0; axis < operand.rank(); axis++) {
      reach += (operand.size(axis) - 1) * operand.strides()[axis];
    }
    return reach;
  }
}
