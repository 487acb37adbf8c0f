package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import dev.attune.benchmark.pytorch.TorchParameter.Kind;

/**
 * torch.nn.functional.layer_norm over the last axis.
 *
 * @param gain [width]
 * @param offset [width]
 */
record NormLayer(TorchParameter gain, TorchParameter offset) {
  private static final float EPSILON = 1e-6f;

  static NormLayer of(TorchParameters parameters, String name, long width) {
    return new NormLayer(
        parameters.declare(Kind.GAIN, new Shape(width), name + ".gain"),
        parameters.declare(Kind.OFFSET, new Shape(width), name + ".offset"));
  }

  /** [… , width], the shape stays. */
  NDArray apply(NDArray x) {
    Shape width = gain.value().getShape();
    return LayerNorm.layerNorm(x, width, gain.current(), offset.current(), EPSILON)
        .singletonOrThrow();
  }
}
