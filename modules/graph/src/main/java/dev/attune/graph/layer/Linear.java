package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Shaping;

/**
 * x · weight + bias over the last axis; parameters {@code weight} [in, out] and {@code bias} [out].
 *
 * @param width of the result
 * @param bias whether there is one; it starts at 0
 * @param initializer of the weight
 */
public record Linear(long width, boolean bias, Initializer initializer) {

  public Linear {
    Require.positive("width", width);
  }

  /** With a bias, and a weight from a normal distribution cut at two deviations of 0.02 (ViT). */
  public static Linear of(long width) {
    return new Linear(width, true, Initializer.truncatedNormal(0.02));
  }

  /** {@link #of} without a bias. */
  public static Linear withoutBias(long width) {
    return new Linear(width, false, Initializer.truncatedNormal(0.02));
  }

  /**
   * Applies the layer.
   *
   * @param x [… , in]
   * @return [… , width]
   */
  public Value apply(Graph g, Value x) {
    long in = x.size(-1);
    Value weight = g.parameter("weight", Role.WEIGHT, initializer, in, width);
    // Two axes: libnd4j's product of more runs without its fast kernels.
    Value y = Products.matmul(Shaping.reshape(x, -1, in), weight);
    if (bias) {
      y = Arithmetic.add(y, g.parameter("bias", Role.BIAS, Initializer.constant(0), width));
    }
    long[] shape = x.shape();
    shape[shape.length - 1] = width;
    return Shaping.reshape(y, shape);
  }
}
