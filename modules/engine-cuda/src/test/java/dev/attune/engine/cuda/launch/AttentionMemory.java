package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What an attention reads and writes, as numbers of the test and as a device holds them: but for
 * mask and statistics two of bfloat16 in a float's place. Each memory has a rest that nobody may
 * write.
 */
final class AttentionMemory implements ReferenceWindows.Arrays {
  private static final int REST = 16;

  private final Map<Integer, float[]> values = new TreeMap<>();
  private final Map<Integer, BitSet> written = new TreeMap<>();
  private final Set<Integer> narrow = new HashSet<>();

  /** Random numbers that bfloat16 has. */
  AttentionMemory(AttentionBackward backward, SplittableRandom random) {
    List<Operand> operands = new ArrayList<>(backward.reads());
    operands.addAll(backward.writes());
    Map<Integer, Integer> lengths = new TreeMap<>();
    for (Operand operand : operands) {
      lengths.merge(operand.storage(), last(operand) + 1 + REST, Math::max);
    }
    backward.bfloat16().forEach(operand -> narrow.add(operand.storage()));
    lengths.forEach(
        (storage, length) -> {
          float[] numbers = new float[length];
          for (int i = 0; i < length; i++) {
            numbers[i] = Rounding.toBfloat16((float) (4 * random.nextDouble() - 2));
          }
          values.put(storage, numbers);
          written.put(storage, new BitSet());
        });
  }

  private static int last(Operand operand) {
    long[] at = operand.shape().clone();
    for (int axis = 0; axis < at.length; axis++) {
      at[axis]--;
    }
    return index(operand, at);
  }

  static int index(Operand operand, long... at) {
    long index = operand.offset();
    for (int axis = 0; axis < at.length; axis++) {
      index += at[axis] * operand.strides()[axis];
    }
    return (int) index;
  }

  @Override
  public double read(Operand operand, long... at) {
    return values.get(operand.storage())[index(operand, at)];
  }

  @Override
  public void write(Operand operand, double value, long... at) {
    int index = index(operand, at);
    values.get(operand.storage())[index] = (float) value;
    written.get(operand.storage()).set(index);
  }

  /** Forward and backward by plain loops, which say nothing of the statistics. */
  void run(AttentionBackward backward) {
    ReferenceAttention reference = new ReferenceAttention(this);
    reference.run(backward.forward());
    reference.run(backward);
    Operand statistics = backward.forward().statistics();
    written.get(statistics.storage()).set(0, (int) statistics.length());
  }

  Set<Integer> storages() {
    return values.keySet();
  }

  float[] values(int storage) {
    return values.get(storage);
  }

  boolean isWritten(int storage, int index) {
    return written.get(storage).get(index);
  }

  /** As the device holds it. */
  float[] stored(int storage) {
    float[] numbers = values.get(storage);
    if (!narrow.contains(storage)) {
      return numbers;
    }
    float[] pairs = new float[(numbers.length + 1) / 2];
    for (int i = 0; i < pairs.length; i++) {
      int second = 2 * i + 1 < numbers.length ? narrow(numbers[2 * i + 1]) : 0;
      pairs[i] = Float.intBitsToFloat(narrow(numbers[2 * i]) | second << 16);
    }
    return pairs;
  }

  /** What the device holds, as numbers. */
  float[] unstored(int storage, float... held) {
    if (!narrow.contains(storage)) {
      return held;
    }
    float[] numbers = new float[values.get(storage).length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = wide(Float.floatToRawIntBits(held[i / 2]) >> (16 * (i % 2)));
    }
    return numbers;
  }

  private static int narrow(float value) {
    return Float.floatToRawIntBits(value) >>> 16;
  }

  private static float wide(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
