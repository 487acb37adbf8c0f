package dev.attune.graph.operation;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Arithmetic of static shapes. */
final class Shapes {

  private Shapes() {}

  /** The shape of an elementwise result by numpy's rule. */
  static long[] broadcast(String operation, Value a, Value b) {
    long[] left = a.shape();
    long[] right = b.shape();
    long[] result = new long[Math.max(left.length, right.length)];
    for (int i = 1; i <= result.length; i++) {
      long x = i <= left.length ? left[left.length - i] : 1;
      long y = i <= right.length ? right[right.length - i] : 1;
      if (x != y && x != 1 && y != 1) {
        throw new ShapeException(operation + ": shapes do not broadcast: " + a + " and " + b);
      }
      result[result.length - i] = Math.max(x, y);
    }
    return result;
  }

  /** An axis counted from 0, of an array of this rank. */
  static int axis(Value value, int axis) {
    int index = axis < 0 ? axis + value.rank() : axis;
    if (index < 0 || index >= value.rank()) {
      throw new ShapeException("no axis " + axis + " in " + value);
    }
    return index;
  }

  /** Axes counted from 0, ascending; all of them if none is named. */
  static int[] axes(Value value, int... axes) {
    if (axes.length == 0) {
      return IntStream.range(0, value.rank()).toArray();
    }
    int[] sorted = Arrays.stream(axes).map(axis -> axis(value, axis)).sorted().toArray();
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new ShapeException("axis " + sorted[i] + " is named twice for " + value);
      }
    }
    return sorted;
  }

  /** The shape with each of these axes at size 1. */
  static long[] kept(Value value, int... axes) {
    long[] shape = value.shape();
    for (int axis : axes) {
      shape[axis] = 1;
    }
    return shape;
  }

  /** The shape without these axes, which are sorted. */
  static long[] dropped(Value value, int... axes) {
    return IntStream.range(0, value.rank())
        .filter(i -> Arrays.binarySearch(axes, i) < 0)
        .mapToLong(value::size)
        .toArray();
  }

  static long product(long... sizes) {
    return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
  }

  /** One shape replaced at one axis. */
  static long[] with(Value value, int axis, long size) {
    long[] shape = value.shape();
    shape[axis] = size;
    return shape;
  }
}
