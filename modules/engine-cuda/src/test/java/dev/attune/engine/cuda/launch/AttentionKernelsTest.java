package dev.attune.engine.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Nvcc;
import dev.attune.engine.plan.Operand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
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

    Attention attention() {
      return new Attention(
          packed(PACKED, queries, 0),
          packed(PACKED, keys, 1),
          packed(PACKED, keys, 2),
          mask(),
          1 / Math.sqrt(depth),
          tokens(RESULT),
          Operand.dense(STATISTICS, rows, heads, queries, 2));
    }

    AttentionBackward backward() {
      return new AttentionBackward(
          attention(),
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

  /** What stands in a case's memories before and, by plain loops, after. */
  private static final class Memories implements ReferenceWindows.Arrays {
    final Sizes sizes;
    final float[][] values = new float[6][];
    final BitSet[] written = new BitSet[6];

    Memories(Sizes sizes, SplittableRandom random) {
      this.sizes = sizes;
      int wide = 3 * sizes.heads * sizes.depth;
      int narrow = GAP + sizes.rows * sizes.queries * (sizes.heads * sizes.depth + GAP);
      int packed = sizes.rows * sizes.keys * wide + GAP;
      int[] lengths = {packed, narrow, narrow, packed, mask().length, statistics() + GAP};
      for (int storage = 0; storage < lengths.length; storage++) {
        written[storage] = new BitSet();
        values[storage] = storage == MASK ? mask() : random(lengths[storage], random);
      }
    }

    private int statistics() {
      return sizes.rows * sizes.heads * sizes.queries * 2;
    }

    private static float[] random(int length, SplittableRandom random) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = wide(narrow((float) (4 * random.nextDouble() - 2)));
      }
      return values;
    }

    private float[] mask() {
      int rows = sizes.rows;
      float[] mask = new float[rows * sizes.queries * sizes.keys];
      for (int row = 0; row < rows; row++) {
        for (int query = 0; query < sizes.queries; query++) {
          for (int key = 0; key < sizes.keys; key++) {
            boolean tail = key > 0 && key >= sizes.keys - 1 - row * sizes.keys / 3;
            double hidden =
                switch (sizes.hidden) {
                  case NOTHING -> 0;
                  case KEYS -> tail ? CLOSED : 0;
                  case LATER -> key > query ? CLOSED : 0;
                  case BOTH -> (tail ? CLOSED : 0) + (key > query ? CLOSED : 0);
                  case ALL -> CLOSED;
                };
            int at =
                switch (sizes.hidden) {
                  case KEYS, ALL -> row * sizes.keys + key;
                  case LATER -> query * sizes.keys + key;
                  default -> (row * sizes.queries + query) * sizes.keys + key;
                };
            mask[at] = (float) hidden;
          }
        }
      }
      return mask;
    }

    @Override
    public double read(Operand operand, long... at) {
      return values[operand.storage()][index(operand, at)];
    }

    @Override
    public void write(Operand operand, double value, long... at) {
      int index = index(operand, at);
      values[operand.storage()][index] = (float) value;
      written[operand.storage()].set(index);
    }

    private static int index(Operand operand, long... at) {
      long index = operand.offset();
      for (int axis = 0; axis < at.length; axis++) {
        index += at[axis] * operand.strides()[axis];
      }
      return (int) index;
    }

    void run() {
      ReferenceAttention reference = new ReferenceAttention(this);
      reference.run(sizes.attention());
      reference.run(sizes.backward());
      written[STATISTICS].set(0, statistics());
    }
  }

  private static boolean isFloat(int storage) {
    return storage == MASK || storage == STATISTICS;
  }

  /** As the device holds it: two of bfloat16 in a float's place. */
  private static float[] stored(int storage, float[] values) {
    if (isFloat(storage)) {
      return values;
    }
    float[] pairs = new float[(values.length + 1) / 2];
    for (int i = 0; i < pairs.length; i++) {
      int second = 2 * i + 1 < values.length ? narrow(values[2 * i + 1]) : 0;
      pairs[i] = Float.intBitsToFloat(narrow(values[2 * i]) | second << 16);
    }
    return pairs;
  }

  private static float[] unstored(int storage, float[] pairs, int length) {
    if (isFloat(storage)) {
      return pairs;
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = wide(Float.floatToRawIntBits(pairs[i / 2]) >> (16 * (i % 2)));
    }
    return values;
  }

  private static int narrow(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
  }

  private static float wide(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The kernels of all sizes on one device. */
  private static final class OnDevice {
    final EmulatedDevice device;
    final List<Memories> memories = new ArrayList<>();
    final List<long[]> addresses = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();

    OnDevice(EmulatedDevice device) {
      this.device = device;
      SplittableRandom random = new SplittableRandom(5);
      for (Sizes sizes : sizes()) {
        Memories memory = new Memories(sizes, random);
        long[] places = new long[memory.values.length];
        for (int storage = 0; storage < places.length; storage++) {
          places[storage] = uploaded(device, stored(storage, memory.values[storage]));
        }
        memories.add(memory);
        addresses.add(places);
        call(KernelSource.of(sizes.attention(), "forward_" + memories.size()), places);
        call(KernelSource.of(sizes.backward(), "backward_" + memories.size()), places);
      }
    }

    private void call(KernelSource source, long... places) {
      calls.add(new Call.Kernel(source, source.storages().stream().map(s -> places[s]).toList()));
    }

    float[] found(int at, int storage) {
      int length = memories.get(at).values[storage].length;
      int floats = isFloat(storage) ? length : (length + 1) / 2;
      float[] values = downloaded(device, addresses.get(at)[storage], floats);
      return unstored(storage, values, length);
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

  @Test
  void computesWhatPlainLoopsDoAndWritesNowhereElse() throws Exception {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    OnDevice all = new OnDevice(new EmulatedDevice(folder, Long.MAX_VALUE));
    Recording recording = all.device.record(all.calls);
    recording.replay();
    for (int i = 0; i < all.memories.size(); i++) {
      Memories expected = all.memories.get(i);
      expected.run();
      for (int storage = 0; storage < expected.values.length; storage++) {
        same(expected, storage, all.found(i, storage));
      }
    }
    List<float[]> first = results(all);
    recording.replay();
    List<float[]> second = results(all);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i)).isEqualTo(first.get(i));
    }
  }

  private static List<float[]> results(OnDevice all) {
    List<float[]> results = new ArrayList<>();
    for (int i = 0; i < all.memories.size(); i++) {
      results.add(all.found(i, RESULT));
      results.add(all.found(i, OF_PACKED));
    }
    return results;
  }

  private static void same(Memories expected, int storage, float[] found) {
    float[] values = expected.values[storage];
    for (int i = 0; i < values.length; i++) {
      if (!expected.written[storage].get(i)) {
        assertThat(found[i]).as("%s s%d[%d]", expected.sizes, storage, i).isEqualTo(values[i]);
      }
    }
    if (storage == RESULT) {
      close(expected, expected.sizes.attention().result(), found);
    } else if (storage == OF_PACKED) {
      close(expected, expected.sizes.backward().ofQueries(), found);
      close(expected, expected.sizes.backward().ofKeys(), found);
      close(expected, expected.sizes.backward().ofValues(), found);
    }
  }

  private static void close(Memories expected, Operand operand, float[] found) {
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
      double value = expected.read(operand, at);
      apart += Math.pow(found[Memories.index(operand, at)] - value, 2);
      size += value * value;
    }
    assertThat(Math.sqrt(apart))
        .as("%s of %s", operand, expected.sizes)
        .isLessThanOrEqualTo(TOLERANCE * Math.sqrt(size));
  }

  @Test
  void nvccTakesItForEveryArchitecture() throws Exception {
    assumeTrue(Nvcc.possible(), "nvcc is not installed: nothing compiles the sources here");
    List<KernelSource> sources = new ArrayList<>();
    for (Sizes sizes : sizes().subList(0, 5)) {
      sources.add(KernelSource.of(sizes.attention(), "kernel_" + sources.size()));
      sources.add(KernelSource.of(sizes.backward(), "kernel_" + sources.size()));
    }
    Nvcc.compile(folder, sources);
  }

  @Test
  void fitsInSharedMemory() {
    assertThat(sizes()).allMatch(sizes -> sizes.backward().fits());
    assertThat(new Sizes(1, 1, 400, 400, 64, Hidden.NOTHING).attention().fits()).isFalse();
    assertThat(new Sizes(1, 1, 5, 5, 24, Hidden.NOTHING).attention().fits()).isFalse();
    assertThat(Arrays.stream(new int[] {64, 77, 197}))
        .allMatch(n -> new Sizes(1, 8, n, n, 64, Hidden.NOTHING).backward().fits());
  }
}
