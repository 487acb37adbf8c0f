package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Square patches, each mapped to a token.
 *
 * @param patch side in pixels
 * @param linear channels · patch² → width
 */
record PatchLayer(int patch, LinearLayer linear) {

  static PatchLayer of(
      TorchParameters parameters, String prefix, int patch, long channels, long width) {
    return new PatchLayer(
        patch, LinearLayer.of(parameters, prefix + "patches", channels * patch * patch, width));
  }

  /** [rows, channels, h, w] → [rows, h / patch · w / patch, width]. */
  NDArray apply(NDArray images) {
    Shape shape = images.getShape();
    long rows = shape.get(0);
    long channels = shape.get(1);
    long down = shape.get(2) / patch;
    long across = shape.get(3) / patch;
    NDArray grid = images.reshape(rows, channels, down, patch, across, patch);
    NDArray ordered = grid.transpose(0, 2, 4, 1, 3, 5);
    return linear.apply(ordered.reshape(rows, down * across, channels * patch * patch));
  }
}
