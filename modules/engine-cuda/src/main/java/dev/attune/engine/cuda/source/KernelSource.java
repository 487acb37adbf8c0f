package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.WindowKernel;
import dev.attune.engine.plan.Operand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
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
 * @param declared its parameters
 * @param body of the function
 */
public record KernelSource(
    String name, Schedule schedule, List<Integer> storages, String declared, String body) {

  /** Until it is {@link #called} otherwise. */
  private static final String NAME = "kernel";

  public KernelSource {
    storages = List.copyOf(storages);
  }

  /** The function. */
  public String text() {
    return "extern \"C\" __global__ void __launch_bounds__(%d)\n%s(%s) {\n%s}\n"
        .formatted(schedule.blockX() * schedule.blockY(), name, declared, body);
  }

  /** Whether another does the same on other memory. */
  public boolean alike(KernelSource other) {
    return schedule.equals(other.schedule)
        && declared.equals(other.declared)
        && body.equals(other.body);
  }

  /** The same under another name. */
  public KernelSource called(String other) {
    return new KernelSource(other, schedule, storages, declared, body);
  }

  /**
   * Writes a kernel's text.
   *
   * @param narrow which storages are kept as bfloat16; the others are float
   */
  public static KernelSource of(RowKernel kernel, IntPredicate narrow) {
    return of(List.of(kernel), narrow);
  }

  /**
   * Writes kernels that do not wait for each other as one, a part of the blocks each.
   *
   * @param kernels at least one, all by blocks of one shape
   */
  public static KernelSource of(List<RowKernel> kernels, IntPredicate narrow) {
    Parameters parameters =
        new Parameters(
            kernels.stream().flatMap(kernel -> kernel.reads().stream()).toList(),
            kernels.stream().flatMap(kernel -> kernel.writes().stream()).toList(),
            narrow);
    Schedule schedule = Schedule.of(kernels.get(0));
    if (kernels.size() == 1) {
      String whole = "  const unsigned block = blockIdx.x, blocks = gridDim.x;\n";
      String body = new Body(kernels.get(0), schedule, parameters).text();
      return of(schedule, parameters, whole + shared(kernels) + body);
    }
    StringBuilder text = new StringBuilder(shared(kernels));
    long before = 0;
    for (RowKernel kernel : kernels) {
      Schedule own = Schedule.of(kernel);
      text.append(
          "  if (blockIdx.x >= %1$d && blockIdx.x < %2$d) {%n  const unsigned block = blockIdx.x - %1$d, blocks = %3$d;%n"
              .formatted(before, before + own.grid(), own.grid()));
      text.append(new Body(kernel, own, parameters).text()).append("  }\n");
      before += own.grid();
    }
    return of(schedule.withGrid(before), parameters, text.toString());
  }

  /** Declared once: a compiler gives every declaration memory of its own. */
  private static String shared(List<RowKernel> kernels) {
    int floats =
        kernels.stream().mapToInt(kernel -> Body.shared(Schedule.of(kernel))).max().orElse(0);
    return floats == 0 ? "" : "  __shared__ float shared[%d];%n".formatted(floats);
  }

  /**
   * Writes the text of work on windows.
   *
   * @param narrow which storages are kept as bfloat16; the others are float
   */
  public static KernelSource of(WindowKernel kernel, IntPredicate narrow) {
    requireSmall(kernel);
    Parameters parameters = new Parameters(kernel.reads(), List.of(kernel.to()), narrow);
    long written = kernel.to().length();
    Schedule schedule =
        kernel.kind() == WindowKernel.Kind.DEPTHWISE_BACKWARD_WEIGHTS
            ? Schedule.ofBlocks(written)
            : Schedule.ofElements(
                kernel.kind() == WindowKernel.Kind.GATHER
                    ? written / Neighbours.of(kernel, parameters)
                    : written);
    return of(schedule, parameters, WindowText.of(kernel, parameters));
  }

  /** Writes the text of attention. */
  public static KernelSource of(Attention attention) {
    return AttentionText.of(attention);
  }

  /** Writes the text of attention's backward pass. */
  public static KernelSource of(AttentionBackward backward) {
    return AttentionText.of(backward);
  }

  /**
   * A kernel whose text is written by hand.
   *
   * @param parameters how many; they are called {@code p0, p1 …}
   */
  public static KernelSource written(Schedule schedule, int parameters, String body) {
    String list =
        IntStream.range(0, parameters)
            .mapToObj(i -> "float* p" + i)
            .collect(Collectors.joining(", "));
    return new KernelSource(NAME, schedule, List.of(), list, body);
  }

  /** Windows are found by 32 bits. */
  private static void requireSmall(WindowKernel kernel) {
    List<Operand> operands = new ArrayList<>(kernel.reads());
    operands.add(kernel.to());
    for (Operand operand : operands) {
      if (reach(operand) + (1L << 24) > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "executor cuda: %s: expected fewer than 2 billion elements, found %s"
                .formatted(kernel.label(), operand));
      }
    }
  }

  static KernelSource of(Schedule schedule, Parameters parameters, String body) {
    return new KernelSource(NAME, schedule, parameters.storages(), parameters.declared(), body);
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
