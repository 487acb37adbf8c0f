package dev.attune.engine.plan;

import dev.attune.engine.program.Liveness;
import java.util.Arrays;
import java.util.List;

/**
 * How a step sees the elements of one storage.
 *
 * @param storage id of the memory
 * @param offset of the first element, in elements
 * @param shape sizes as the step counts them
 * @param strides distance in elements between neighbours of each dimension
 */
public record Operand(int storage, long offset, long[] shape, long[] strides) {

  /** All of a storage in C order. */
  public static Operand dense(int storage, long... shape) {
    return new Operand(storage, 0, shape.clone(), denseStrides(shape));
  }

  /** Strides of C order. */
  public static long[] denseStrides(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }

  /** What is written and read, by storage. */
  public static Liveness.Access access(List<Operand> writes, List<Operand> reads) {
    return new Liveness.Access(
        writes.stream().map(Operand::storage).toList(),
        reads.stream().map(Operand::storage).toList());
  }

  /** Number of dimensions. */
  public int rank() {
    return shape.length;
  }

  /**
   * Size of a dimension.
   *
   * @param axis from 0, or from −1 backwards
   */
  public long size(int axis) {
    return shape[axis < 0 ? axis + shape.length : axis];
  }

  /** Number of elements. */
  public long length() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Whether it is a storage from its beginning on, in C order without gaps. */
  public boolean isDense() {
    if (offset != 0) {
      return false;
    }
    long[] dense = denseStrides(shape);
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] != 1 && strides[i] != dense[i]) {
        return false;
      }
    }
    return true;
  }

  /** The same elements under another shape; only for dense operands. */
  public Operand reshaped(long... other) {
    if (!isDense() || Arrays.stream(other).reduce(1, (a, b) -> a * b) != length()) {
      throw new IllegalArgumentException(this + " cannot become " + Arrays.toString(other));
    }
    return dense(storage, other);
  }

  /** Dimension i is this one's dimension {@code axes[i]}. */
  public Operand permuted(int... axes) {
    long[] sizes = new long[axes.length];
    long[] steps = new long[axes.length];
    for (int i = 0; i < axes.length; i++) {
      sizes[i] = shape[axes[i]];
      steps[i] = strides[axes[i]];
    }
    return new Operand(storage, offset, sizes, steps);
  }

  /** The last two dimensions exchanged. */
  public Operand transposed() {
    int[] axes = new int[rank()];
    Arrays.setAll(axes, i -> i);
    axes[rank() - 2] = rank() - 1;
    axes[rank() - 1] = rank() - 2;
    return permuted(axes);
  }

  /** The elements {@code from} (included) to {@code to} (excluded) of the first dimension. */
  public Operand leading(long from, long to) {
    long[] sizes = shape.clone();
    sizes[0] = to - from;
    return new Operand(storage, offset + from * strides[0], sizes, strides);
  }

  /** With dimensions of size 1 in front, up to a rank. */
  public Operand ranked(int rank) {
    int added = rank - shape.length;
    long[] sizes = new long[rank];
    long[] steps = new long[rank];
    Arrays.fill(sizes, 1);
    Arrays.fill(steps, Math.max(1, length()));
    System.arraycopy(shape, 0, sizes, added, shape.length);
    System.arraycopy(strides, 0, steps, added, shape.length);
    return new Operand(storage, offset, sizes, steps);
  }

  /** The same view of another storage. */
  Operand at(int other) {
    return new Operand(other, offset, shape, strides);
  }

  /**
   * This view of a matrix [rows, columns], when the matrix becomes some of the columns of a wider
   * one.
   *
   * @param columns of the matrix that this view was made for
   * @param wider [rows, more columns], dense
   * @param first the column of the wider matrix where the old one begins
   * @return null if a dimension runs over the end of a row
   */
  Operand widened(long columns, Operand wider, long first) {
    long[] steps = strides.clone();
    for (int i = 0; i < shape.length; i++) {
      if (strides[i] % columns == 0) {
        steps[i] = strides[i] / columns * wider.size(1);
      } else if (strides[i] * shape[i] > columns) {
        return null;
      }
    }
    return offset == 0 ? new Operand(wider.storage, first, shape, steps) : null;
  }

  /**
   * This view with a dense storage replaced by a strided view of the same elements: {@code through}
   * says where the elements of the storage, counted by {@code dense}, really stand.
   *
   * @return null if the dimensions do not correspond
   */
  Operand mapped(Operand dense, Operand through) {
    long[] steps = strides.clone();
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 1) {
        continue;
      }
      int axis = axisOf(dense, shape[i], strides[i]);
      if (axis < 0) {
        return null;
      }
      steps[i] = through.strides[axis];
    }
    return new Operand(through.storage, through.offset, shape, steps);
  }

  private static int axisOf(Operand dense, long size, long stride) {
    for (int i = 0; i < dense.shape.length; i++) {
      if (dense.shape[i] == size && dense.strides[i] == stride) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    String where = "%" + storage + Arrays.toString(shape);
    return isDense() ? where : where + "/" + Arrays.toString(strides) + "+" + offset;
  }
}
