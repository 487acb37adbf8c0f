package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** A pre-norm transformer block: attention, then a 4× MLP with GELU by the error function. */
record BlockLayer(
    NormLayer attentionNorm,
    AttentionLayer attention,
    NormLayer mlpNorm,
    LinearLayer in,
    LinearLayer out) {

  static BlockLayer of(
      TorchParameters parameters, String name, long width, int heads, FusedAttention attention) {
    return new BlockLayer(
        NormLayer.of(parameters, name + ".attention_norm", width),
        AttentionLayer.of(parameters, name + ".attention", width, heads, attention),
        NormLayer.of(parameters, name + ".mlp_norm", width),
        LinearLayer.of(parameters, name + ".mlp.in", width, 4 * width),
        LinearLayer.of(parameters, name + ".mlp.out", 4 * width, width));
  }

  /** [rows, tokens, width], the shape stays; the mask as in {@link FusedAttention#apply}. */
  NDArray apply(NDArray x, NDArray mask) {
    return Scoped.result(
        () -> {
          NDArray middle = x.add(attention.apply(attentionNorm.apply(x), mask));
          NDArray hidden = Activation.gelu(in.apply(mlpNorm.apply(middle)));
          return middle.add(out.apply(hidden));
        });
  }
}
