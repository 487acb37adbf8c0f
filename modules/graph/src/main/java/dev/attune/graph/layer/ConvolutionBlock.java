package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;

/**
 * Convolution {@code conv}, batch norm {@code norm} and a nonlinearity, with a residual path around
 * the first two if asked for.
 *
 * @param convolution without a bias, since the norm has an offset
 * @param norm after it
 * @param activation last of all
 * @param residual whether the input is added before the nonlinearity; the shape has to stay
 */
public record ConvolutionBlock(
    Convolution convolution, BatchNorm norm, Activation activation, boolean residual) {

  /** A block with the usual padding and batch norm, and no residual path. */
  public static ConvolutionBlock of(long channels, int kernel, int stride, Activation activation) {
    return new ConvolutionBlock(
        Convolution.of(channels, kernel, stride), BatchNorm.standard(), activation, false);
  }

  /** [n, in, h, w] → [n, channels, h', w']. */
  public Value apply(Graph g, Value x) {
    Value y = norm.apply(g.at("norm"), convolution.apply(g.at("conv"), x));
    if (!residual) {
      return activation.apply(y);
    }
    if (!y.hasShape(x.shape())) {
      throw new ShapeException("residual path: the block turns " + x + " into " + y);
    }
    return activation.apply(Arithmetic.add(x, y));
  }
}
