package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The newest rows, in a ring: none is moved, the oldest are written over. */
public final class RowQueue {
  private final String name;
  private final INDArray rows;
  private long next;

  /**
   * A queue of random directions.
   *
   * @param name decides them
   * @param rows [length, width], owned by the caller
   */
  RowQueue(String name, INDArray rows) {
    this.name = name;
    this.rows = rows;
    HostMemory.write(directions(name, rows.size(0), rows.size(1)), rows);
  }

  /** A queue's first rows, one after another. */
  public static float[] directions(String name, long length, long width) {
    SplittableRandom random = new SplittableRandom(RandomNumbers.hash(name));
    float[] values = new float[Math.toIntExact(length * width)];
    for (int from = 0; from < values.length; from += (int) width) {
      double squares = 0;
      for (int i = from; i < from + width; i++) {
        values[i] = (float) random.nextGaussian();
        squares += values[i] * values[i];
      }
      for (int i = from; i < from + width; i++) {
        values[i] /= (float) Math.sqrt(squares);
      }
    }
    return values;
  }

  /** Replaces the oldest rows. */
  void push(INDArray newest) {
    long length = rows.size(0);
    long count = newest.size(0);
    long first = Math.min(count, length - next);
    copy(newest, 0, next, first);
    copy(newest, first, 0, count - first);
    next = (next + count) % length;
  }

  private void copy(INDArray from, long at, long to, long count) {
    if (count > 0) {
      part(rows, to, count).assign(part(from, at, count));
    }
  }

  private static INDArray part(INDArray array, long from, long count) {
    return array.get(NDArrayIndex.interval(from, from + count), NDArrayIndex.all());
  }

  /** Under which name the place of a queue's oldest row is kept. */
  public static String cursorName(String queue) {
    return queue + ".next";
  }

  String cursorName() {
    return cursorName(name);
  }

  Tensor cursor() {
    return new Tensor(new long[] {1}, new float[] {next});
  }

  void restore(Map<String, Tensor> tensors) {
    next = cursor(tensors, name, rows.size(0));
  }

  /**
   * The place of a queue's oldest row in a state.
   *
   * @throws IllegalArgumentException in one line, if it is missing or no row of the queue
   */
  public static long cursor(Map<String, Tensor> tensors, String queue, long length) {
    Tensor cursor = tensors.get(cursorName(queue));
    boolean fits = cursor != null && cursor.values().length == 1;
    float found = fits ? cursor.values()[0] : -1;
    if (!(found >= 0 && found < length)) {
      throw new IllegalArgumentException(
          "tensor %s: expected a row from 0 to %d, found %s"
              .formatted(cursorName(queue), length - 1, cursor == null ? "none" : found));
    }
    return (long) found;
  }
}
