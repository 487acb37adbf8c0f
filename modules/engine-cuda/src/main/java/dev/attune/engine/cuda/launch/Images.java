package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Operand;
import java.util.Arrays;
import java.util.Optional;

/** Images as matrices of pixels by channels. */
final class Images {
  private Images() {}

  /** [n, channels, height, width] → [n, height, width, channels]. */
  static Operand channelsLast(Operand image) {
    return image.permuted(0, 2, 3, 1);
  }

  /** [n, height, width, channels] → [n, channels, height, width]. */
  static Operand channelsFirst(Operand image) {
    return image.permuted(0, 3, 1, 2);
  }

  /**
   * [n, channels, height, width] → [n · height · width, channels]; none if memory has no such
   * matrix.
   */
  static Optional<Operand> pixels(Operand image) {
    return joined(channelsLast(image), 0, 3);
  }

  /** Some neighbouring axes as one; none if their elements are not an equal distance apart. */
  static Optional<Operand> joined(Operand operand, int first, int end) {
    long count = 1;
    long apart = 1;
    for (int axis = end - 1; axis >= first; axis--) {
      long stride = operand.strides()[axis];
      if (operand.size(axis) == 1) {
        continue;
      }
      if (count == 1) {
        apart = stride;
      } else if (stride != count * apart) {
        return Optional.empty();
      }
      count *= operand.size(axis);
    }
    long[] shape = without(operand.shape(), first, end);
    long[] strides = without(operand.strides(), first, end);
    shape[first] = count;
    strides[first] = apart;
    return Optional.of(new Operand(operand.storage(), operand.offset(), shape, strides));
  }

  /** With one place for those from {@code first} to {@code end}. */
  private static long[] without(long[] values, int first, int end) {
    long[] left = Arrays.copyOf(values, values.length - (end - first) + 1);
    System.arraycopy(values, end, left, first + 1, values.length - end);
    return left;
  }
}
