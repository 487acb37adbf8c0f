package dev.attune.engine;

import java.util.Arrays;

/**
 * A float32 array on the heap, in C order: how weights and state travel between memory, disk and
 * executors.
 *
 * @param shape its shape; empty for a scalar
 * @param values all elements; not copied
 */
public record Tensor(long[] shape, float[] values) {

  public Tensor {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (length != values.length) {
      throw new IllegalArgumentException(
          "shape %s holds %d elements, found %d"
              .formatted(Arrays.toString(shape), length, values.length));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
