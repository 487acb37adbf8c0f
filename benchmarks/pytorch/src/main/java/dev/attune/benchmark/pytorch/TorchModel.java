package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** A standard work's model in PyTorch, with the batch that it is given each time. */
interface TorchModel {

  /** The forward pass with its loss, a scalar. */
  NDArray loss();

  /**
   * The forward pass without a loss.
   *
   * @throws UnsupportedOperationException if the work has none that is timed
   */
  default NDList embed() {
    throw new UnsupportedOperationException("expected a model that embeds, found " + this);
  }
}
