package dev.attune.engine.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.RandomGraphs;
import dev.attune.engine.cuda.Programs;
import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Schedule;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Differentiation;
import dev.attune.graph.Graph;
import dev.attune.graph.GraphCases;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.objectives.Objectives;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The very text that a GPU would be given, compiled by a C++ compiler where there is one and run by
 * a CPU, against plain loops over what it was made of.
 */
class EmulatedKernelsTest {
  private static final double NARROW_TOLERANCE = 1.0 / 128;
  private static final double TOLERANCE = 2e-6;

  /** Behind each memory: nothing may be written there. */
  private static final int GUARD = 8;

  @TempDir Path folder;

  private record Written(Launch launch, KernelSource source, IntPredicate narrow) {}

  /** Kernels of all operations, layers and objectives, of a block and of rows of all widths. */
  private static List<Written> kernels() {
    Map<String, Written> byText = new LinkedHashMap<>();
    for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
      programs().map(program -> DevicePlan.of(program, precision)).forEach(p -> write(p, byText));
    }
    return List.copyOf(byText.values());
  }

  private static void write(DevicePlan plan, Map<String, Written> byText) {
    for (Launch launch : plan.launches()) {
      if (launch instanceof Launch.Generated generated) {
        write(launch, KernelSource.of(generated.kernels(), plan::isNarrow), plan, byText);
      } else if (launch instanceof Launch.OverWindows windows) {
        write(launch, KernelSource.of(windows.kernel(), plan::isNarrow), plan, byText);
      }
    }
  }

  private static void write(
      Launch launch, KernelSource source, DevicePlan plan, Map<String, Written> byText) {
    byText.putIfAbsent(source.text(), new Written(launch, source, plan::isNarrow));
  }

  private static Stream<Program> programs() {
    List<Program> programs = new ArrayList<>();
    GraphCases.all()
        .values()
        .forEach(
            build -> {
              Graph graph = Graph.create(Graph.Mode.TRAINING);
              programs.add(weighted(graph, build.apply(graph)));
            });
    Objectives.withDefaults()
        .forEach(
            objective -> {
              Graph graph = Graph.create(Graph.Mode.TRAINING);
              Value left = graph.input("left", 7, 5);
              programs.add(training(graph, objective.loss(left, graph.input("right", 7, 5))));
            });
    for (long seed = 1; seed <= 4; seed++) {
      RandomGraphs.Training random = RandomGraphs.of(seed, 12);
      programs.add(training(random.graph(), random.loss()));
    }
    programs.add(Programs.block(50, 128));
    programs.add(Programs.images());
    for (int width : new int[] {1, 31, 33, 1024, 1500}) {
      Graph graph = Graph.create(Graph.Mode.TRAINING);
      programs.add(weighted(graph, Activations.softmax(graph.input("x", 5, width))));
      Graph columns = Graph.create(Graph.Mode.TRAINING);
      Value squares = Arithmetic.square(columns.input("x", width, 40));
      programs.add(weighted(columns, Reductions.sum(squares, false, 0)));
    }
    return programs.stream();
  }

  private static Program weighted(Graph graph, Value y) {
    Value weights = graph.input("weights", y.shape());
    return training(graph, Reductions.sum(Arithmetic.multiply(y, weights), false));
  }

  private static Program training(Graph graph, Value loss) {
    List<Value> wanted = new ArrayList<>(graph.parameterValues().values());
    wanted.addAll(graph.inputs().values());
    Map<String, Value> reached = Differentiation.gradients(loss, wanted);
    wanted.removeIf(value -> !reached.containsKey(value.name()));
    return ProgramCompiler.training(graph, loss, Map.of(), wanted);
  }

  /** What a kernel reads and writes, with a guard behind it. */
  private static Map<Integer, float[]> memory(Written written, SplittableRandom random) {
    Map<Integer, Long> reach = new HashMap<>();
    Stream.concat(written.launch.reads().stream(), written.launch.writes().stream())
        .forEach(operand -> reach.merge(operand.storage(), reach(operand), Math::max));
    Map<Integer, float[]> memory = new HashMap<>();
    reach.forEach(
        (storage, last) -> {
          float[] values = new float[Math.toIntExact(last) + 1 + GUARD];
          for (int i = 0; i < values.length; i++) {
            double drawn = (random.nextInt(4) == 0 ? -1 : 1) * (0.2 + random.nextDouble());
            boolean rounds = written.narrow.test(storage);
            values[i] = rounds ? Rounding.toBfloat16((float) drawn) : (float) drawn;
          }
          memory.put(storage, values);
        });
    return memory;
  }

  private static long reach(Operand operand) {
    long reach = operand.offset();
    for (int axis = 0; axis < operand.rank(); axis++) {
      reach += (operand.size(axis) - 1) * operand.strides()[axis];
    }
    return reach;
  }

  @Test
  void theTextComputesWhatTheKernelSays() throws Exception {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    List<Written> kernels = kernels();
    SplittableRandom random = new SplittableRandom(3);
    List<Map<Integer, float[]>> memories = new ArrayList<>();
    List<Map<Integer, Long>> addresses = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    EmulatedDevice device = new EmulatedDevice(folder, Long.MAX_VALUE);
    for (Written written : kernels) {
      Map<Integer, float[]> memory = memory(written, random);
      Map<Integer, Long> places = new HashMap<>();
      memory.forEach(
          (storage, values) ->
              places.put(storage, uploaded(device, values, written.narrow.test(storage))));
      KernelSource source = written.source.called("kernel_" + calls.size());
      calls.add(new Call.Kernel(source, source.storages().stream().map(places::get).toList()));
      memories.add(memory);
      addresses.add(places);
    }
    device.record(calls).replay();
    for (int i = 0; i < kernels.size(); i++) {
      Written written = kernels.get(i);
      ReferenceRun.of(written.launch, memories.get(i), written.narrow);
      Map<Integer, Long> places = addresses.get(i);
      memories
          .get(i)
          .forEach(
              (storage, values) -> {
                boolean narrow = written.narrow.test(storage);
                float[] found = downloaded(device, places.get(storage), values.length, narrow);
                same(written.source.text(), storage, values, found, narrow);
              });
    }
    assertThat(kernels)
        .extracting(written -> written.source.schedule().form())
        .contains(Schedule.Form.values());
  }

  private static long uploaded(EmulatedDevice device, float[] values, boolean narrow) {
    int bytes = (narrow ? 2 : 4) * values.length;
    long address = device.allocate(bytes);
    try (BytePointer pointer = new BytePointer(bytes)) {
      ByteBuffer buffer = pointer.asByteBuffer().order(ByteOrder.nativeOrder());
      for (float value : values) {
        if (narrow) {
          buffer.putShort((short) (Float.floatToRawIntBits(value) >> 16));
        } else {
          buffer.putFloat(value);
        }
      }
      device.upload(pointer, address, bytes);
    }
    return address;
  }

  private static float[] downloaded(
      EmulatedDevice device, long address, int length, boolean narrow) {
    int bytes = (narrow ? 2 : 4) * length;
    float[] values = new float[length];
    try (BytePointer pointer = new BytePointer(bytes)) {
      device.download(address, pointer, bytes);
      ByteBuffer buffer = pointer.asByteBuffer().order(ByteOrder.nativeOrder());
      for (int i = 0; i < length; i++) {
        values[i] = narrow ? Float.intBitsToFloat(buffer.getShort() << 16) : buffer.getFloat();
      }
    }
    return values;
  }

  private static void same(
      String text, int storage, float[] values, float[] other, boolean narrow) {
    double size = 0;
    for (float value : values) {
      size = Float.isFinite(value) ? Math.max(size, Math.abs(value)) : size;
    }
    // What is between two numbers may be rounded to either.
    double tolerance = narrow ? NARROW_TOLERANCE : TOLERANCE;
    for (int i = 0; i < values.length; i++) {
      if (Float.isFinite(values[i])) {
        assertThat((double) other[i])
            .as("s%d[%d] of %n%s", storage, i, text)
            .isCloseTo(values[i], within(tolerance * size));
      } else {
        assertThat(Float.valueOf(other[i]))
            .as("s%d[%d] of %n%s", storage, i, text)
            .isEqualTo(Float.valueOf(values[i]));
      }
    }
    int guarded = values.length - GUARD;
    assertThat(Arrays.copyOfRange(other, guarded, values.length))
        .isEqualTo(Arrays.copyOfRange(values, guarded, values.length));
  }
}
