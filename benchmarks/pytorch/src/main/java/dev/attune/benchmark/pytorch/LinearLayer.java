package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import dev.attune.benchmark.pytorch.TorchParameter.Kind;

/**
 * torch.nn.functional.linear over the last axis.
 *
 * @param weight [out, in]
 * @param bias [out]
 */
record LinearLayer(TorchParameter weight, TorchParameter bias) {

  static LinearLayer of(TorchParameters parameters, String name, long in, long out) {
    return new LinearLayer(
        parameters.declare(Kind.LINEAR, new Shape(out, in), name + ".weight"),
        parameters.declare(Kind.OFFSET, new Shape(out), name + ".bias"));
  }

  /** Several layers of one width that read the same, side by side: one product. */
  static LinearLayer packed(TorchParameters parameters, long width, String... names) {
    String[] weights = new String[names.length];
    String[] biases = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      weights[i] = names[i] + ".weight";
      biases[i] = names[i] + ".bias";
    }
    long out = width * names.length;
    return new LinearLayer(
        parameters.declare(Kind.LINEAR, new Shape(out, width), weights),
        parameters.declare(Kind.OFFSET, new Shape(out), biases));
  }

  /** [… , in] → [… , out]. */
  NDArray apply(NDArray x) {
    return Linear.linear(x, weight.current(), bias.current()).singletonOrThrow();
  }
}
