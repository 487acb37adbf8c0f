package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads named tensors with a check of the shape. */
final class TensorMap {
  private TensorMap() {}

  /** The values of a tensor that must have an array's shape. */
  static float[] get(Map<String, Tensor> tensors, String name, INDArray like) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("tensor " + name + " is missing");
    }
    if (!Arrays.equals(tensor.shape(), like.shape())) {
      throw new IllegalArgumentException(
          "tensor %s: expected shape %s, found %s"
              .formatted(name, Arrays.toString(like.shape()), Arrays.toString(tensor.shape())));
    }
    return tensor.values();
  }
}
