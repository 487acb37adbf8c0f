package dev.attune.engine.executor;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.factory.Nd4j;

/** The one combination of two vectors that optimisers and averages are made of. */
final class VectorSums {
  private VectorSums() {}

  /** {@code to ← to + factor · from}. */
  static void add(double factor, INDArray from, INDArray to) {
    Nd4j.getExecutioner().exec(new Axpy(from, to, to, factor));
  }
}
