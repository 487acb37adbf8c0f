package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * Multi-head self-attention, queries, keys and values from one product as in
 * torch.nn.MultiheadAttention.
 *
 * @param heads divides the width
 * @param packed width → 3 · width: queries, keys, values
 * @param output width → width
 * @param attention between the two
 */
record AttentionLayer(int heads, LinearLayer packed, LinearLayer output, FusedAttention attention) {

  static AttentionLayer of(
      TorchParameters parameters, String name, long width, int heads, FusedAttention attention) {
    return new AttentionLayer(
        heads,
        LinearLayer.packed(parameters, width, name + ".query", name + ".key", name + ".value"),
        LinearLayer.of(parameters, name + ".output", width, width),
        attention);
  }

  /**
   * Applies the layer.
   *
   * @param x [rows, tokens, width]
   * @param mask as in {@link FusedAttention#apply}
   * @return [rows, tokens, width]
   */
  NDArray apply(NDArray x, NDArray mask) {
    long width = x.getShape().get(2);
    NDList parts = packed.apply(x).split(new long[] {width, 2 * width}, 2);
    NDArray attended =
        attention.apply(split(parts.get(0)), split(parts.get(1)), split(parts.get(2)), mask);
    return output.apply(attended.swapAxes(1, 2).reshape(x.getShape()));
  }

  private NDArray split(NDArray x) {
    long depth = x.getShape().get(2) / heads;
    return x.reshape(x.getShape().get(0), x.getShape().get(1), heads, depth).swapAxes(1, 2);
  }
}
