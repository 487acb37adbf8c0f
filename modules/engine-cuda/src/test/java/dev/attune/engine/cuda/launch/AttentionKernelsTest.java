package dev.attune.engine.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.cuda.Programs;
import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Nvcc;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Operand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attention's kernels, forward and backward, on a CPU and against plain loops in double. */
class AttentionKernelsTest {
  private static final int PACKED = 0;
  private static final int RESULT = 1;
  private static final int GRADIENT = 2;
  private static final int OF_PACKED = 3;
  private static final int MASK = 4;
  private static final int STATISTICS = 5;

  /** Between two tokens' results, where nobody may write. */
  private static final int GAP = 16;

  /** By norm; a rounding to bfloat16 alone moves a result by 1.7e-3 or so. */
  private static final double TOLERANCE = 3.5e-3;

  private static final double CLOSED = -1e9;

  @TempDir Path folder;

  private enum Hidden {
    NOTHING,
    KEYS,
    LATER,
    BOTH,
    ALL
  }

  /** Packed queries, keys and values; with fewer queries than keys those of the first tokens. */
  private record Sizes(int rows, int heads, int queries, int keys, int depth, Hidden hidden) {

    AttentionBackward attention() {
      Attention forward =
          new Attention(
              packed(PACKED, queries, 0),
              packed(PACKED, keys, 1),
              packed(PACKED, keys, 2),
              mask(),
              1 / Math.sqrt(depth),
              tokens(RESULT),
              Operand.dense(STATISTICS, rows, heads, queries, 2));
      return new AttentionBackward(
          forward,
          tokens(GRADIENT),
          packed(OF_PACKED, queries, 0),
          packed(OF_PACKED, keys, 1),
          packed(OF_PACKED, keys, 2));
    }

    private Operand packed(int storage, int count, int part) {
      long width = (long) heads * depth;
      return new Operand(
          storage,
          part * width,
          new long[] {rows, heads, count, depth},
          new long[] {3 * width * keys, depth, 3 * width, 1});
    }

    private Operand tokens(int storage) {
      long apart = (long) heads * depth + GAP;
      return new Operand(
          storage,
          GAP,
          new long[] {rows, heads, queries, depth},
          new long[] {apart * queries, depth, apart, 1});
    }

    private Optional<Operand> mask() {
      long[] shape = {rows, heads, queries, keys};
      return switch (hidden) {
        case NOTHING -> Optional.empty();
        case KEYS, ALL -> Optional.of(new Operand(MASK, 0, shape, new long[] {keys, 0, 0, 1}));
        case LATER -> Optional.of(new Operand(MASK, 0, shape, new long[] {0, 0, keys, 1}));
        case BOTH ->
            Optional.of(
                new Operand(MASK, 0, shape, new long[] {(long) queries * keys, 0, keys, 1}));
      };
    }

    double hides(int row, int query, int key) {
      boolean tail = key > 0 && key >= keys - 1 - row * keys / 3;
      boolean later = key > query;
      return switch (hidden) {
        case NOTHING -> 0;
        case KEYS -> tail ? CLOSED : 0;
        case LATER -> later ? CLOSED : 0;
        case BOTH -> (tail ? CLOSED : 0) + (later ? CLOSED : 0);
        case ALL -> CLOSED;
      };
    }

    void hide(AttentionMemory memory, Operand mask) {
      for (int row = 0; row < rows; row++) {
        for (int query = 0; query < queries; query++) {
          for (int key = 0; key < keys; key++) {
            int at = AttentionMemory.index(mask, row, 0, query, key);
            memory.values(MASK)[at] = (float) hides(row, query, key);
          }
        }
      }
    }
  }

  private static List<Sizes> sizes() {
    return List.of(
        new Sizes(1, 2, 64, 64, 64, Hidden.NOTHING),
        new Sizes(3, 3, 77, 77, 64, Hidden.BOTH),
        new Sizes(1, 2, 77, 77, 64, Hidden.LATER),
        new Sizes(3, 2, 32, 32, 32, Hidden.KEYS),
        new Sizes(1, 2, 197, 197, 64, Hidden.NOTHING),
        new Sizes(3, 2, 50, 50, 64, Hidden.NOTHING),
        new Sizes(1, 1, 50, 50, 128, Hidden.KEYS),
        new Sizes(3, 4, 5, 5, 16, Hidden.ALL),
        new Sizes(1, 3, 1, 1, 16, Hidden.NOTHING),
        new Sizes(3, 1, 1, 33, 48, Hidden.KEYS),
        new Sizes(1, 2, 20, 150, 96, Hidden.KEYS),
        new Sizes(3, 2, 64, 64, 16, Hidden.KEYS));
  }

  /** One attention on a device, and what plain loops make of the same numbers. */
  private static final class Trial {
    private final String name;
    private final EmulatedDevice device;
    private final AttentionBackward attention;
    private final AttentionMemory memory;
    private final Map<Integer, Long> places = new HashMap<>();

    Trial(String name, EmulatedDevice device, AttentionBackward attention, AttentionMemory memory) {
      this.name = name;
      this.device = device;
      this.attention = attention;
      this.memory = memory;
      memory.storages().forEach(s -> places.put(s, uploaded(device, memory.stored(s))));
      memory.run(attention);
    }

    static Trial of(Sizes sizes, EmulatedDevice device, SplittableRandom random) {
      AttentionBackward attention = sizes.attention();
      AttentionMemory memory = new AttentionMemory(attention, random);
      attention.forward().mask().ifPresent(mask -> sizes.hide(memory, mask));
      return new Trial(sizes.toString(), device, attention, memory);
    }

    List<Call> calls(int number) {
      return List.of(
          call(KernelSource.of(attention.forward()).called("forward_" + number)),
          call(KernelSource.of(attention).called("backward_" + number)));
    }

    private Call call(KernelSource source) {
      return new Call.Kernel(source, source.storages().stream().map(places::get).toList());
    }

    float[] found(int storage) {
      int floats = memory.stored(storage).length;
      return memory.unstored(storage, downloaded(device, places.get(storage), floats));
    }

    void check() {
      for (int storage : memory.storages()) {
        float[] found = found(storage);
        float[] before = memory.values(storage);
        for (int i = 0; i < found.length; i++) {
          if (!memory.isWritten(storage, i)) {
            assertThat(found[i]).as("%s: s%d[%d]", name, storage, i).isEqualTo(before[i]);
          }
        }
      }
      close(attention.forward().result());
      attention.writes().forEach(this::close);
    }

    private void close(Operand operand) {
      float[] found = found(operand.storage());
      double apart = 0;
      double size = 0;
      long[] shape = operand.shape();
      for (long flat = 0; flat < operand.length(); flat++) {
        long[] at = new long[shape.length];
        long left = flat;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
          at[axis] = left % shape[axis];
          left /= shape[axis];
        }
        double value = memory.read(operand, at);
        apart += Math.pow(found[AttentionMemory.index(operand, at)] - value, 2);
        size += value * value;
      }
      assertThat(Math.sqrt(apart))
          .as("%s: %s", name, operand)
          .isLessThanOrEqualTo(TOLERANCE * Math.sqrt(size));
    }
  }

  private static long uploaded(EmulatedDevice device, float... values) {
    long address = device.allocate(4L * values.length);
    try (FloatPointer pointer = new FloatPointer(values)) {
      device.upload(pointer, address, 4L * values.length);
    }
    return address;
  }

  private static float[] downloaded(EmulatedDevice device, long address, int length) {
    float[] values = new float[length];
    try (FloatPointer pointer = new FloatPointer(length)) {
      device.download(address, pointer, 4L * length);
      pointer.get(values);
    }
    return values;
  }

  private static List<Call> calls(List<Trial> trials) {
    return IntStream.range(0, trials.size())
        .boxed()
        .flatMap(i -> trials.get(i).calls(i).stream())
        .toList();
  }

  @Test
  void computesWhatPlainLoopsDoAndWritesNowhereElse() throws Exception {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    EmulatedDevice device = new EmulatedDevice(folder, Long.MAX_VALUE);
    SplittableRandom random = new SplittableRandom(5);
    List<Trial> trials = sizes().stream().map(s -> Trial.of(s, device, random)).toList();
    Recording recording = device.record(calls(trials));
    recording.replay();
    trials.forEach(Trial::check);
    List<float[]> first = results(trials);
    recording.replay();
    List<float[]> second = results(trials);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i)).isEqualTo(first.get(i));
    }
  }

  private static List<float[]> results(List<Trial> trials) {
    return trials.stream()
        .flatMap(trial -> List.of(trial.found(RESULT), trial.found(OF_PACKED)).stream())
        .toList();
  }

  @Test
  void takesTheOperandsOfAPlan() throws Exception {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    DevicePlan plan = DevicePlan.of(Programs.block(50, 128), Precision.BF16);
    List<AttentionBackward> found =
        plan.launches().stream()
            .filter(Launch.AttendBackward.class::isInstance)
            .map(launch -> ((Launch.AttendBackward) launch).backward())
            .toList();
    assertThat(found).hasSize(1);
    EmulatedDevice device = new EmulatedDevice(folder, Long.MAX_VALUE);
    AttentionMemory memory = new AttentionMemory(found.get(0), new SplittableRandom(6));
    Trial trial = new Trial("a block", device, found.get(0), memory);
    device.record(trial.calls(0)).replay();
    trial.check();
  }

  @Test
  void nvccTakesItForEveryArchitecture() throws Exception {
    assumeTrue(Nvcc.possible(), "nvcc is not installed: nothing compiles the sources here");
    List<KernelSource> sources = new ArrayList<>();
    for (Sizes sizes : sizes().subList(0, 5)) {
      AttentionBackward attention = sizes.attention();
      sources.add(KernelSource.of(attention.forward()).called("kernel_" + sources.size()));
      sources.add(KernelSource.of(attention).called("kernel_" + sources.size()));
    }
    Nvcc.compile(folder, sources);
  }

  @Test
  void fitsInSharedMemory() {
    assertThat(sizes()).allMatch(sizes -> sizes.attention().fits());
    assertThat(new Sizes(1, 8, 400, 400, 64, Hidden.NOTHING).attention().fits()).isFalse();
    assertThat(new Sizes(1, 8, 5, 5, 24, Hidden.NOTHING).attention().fits()).isFalse();
    assertThat(new Sizes(1, 8, 5, 5, 144, Hidden.NOTHING).attention().fits()).isFalse();
  }
}
