package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.attune.engine.Batch;

/**
 * A batch's arrays in PyTorch's own memory, made once.
 *
 * @param manager owns them
 * @param batch this project's
 */
record TorchBatch(NDManager manager, Batch batch) {

  /** Floating numbers, [rows, …]. */
  NDArray floats(String name, long... shape) {
    return owned(manager.create(batch.floats().get(name), shape(shape)));
  }

  /** Whole numbers, [rows, …], as int64, which PyTorch looks up by. */
  NDArray integers(String name, long... shape) {
    try (NDArray narrow = manager.create(batch.integers().get(name), shape(shape))) {
      return narrow.toType(DataType.INT64, true);
    }
  }

  private Shape shape(long... shape) {
    return new Shape(batch.rows()).addAll(new Shape(shape));
  }

  /** DJL's arrays from Java lie in Java's memory, which may be gone before the backward pass. */
  private static NDArray owned(NDArray array) {
    try (array) {
      return array.duplicate();
    }
  }
}
