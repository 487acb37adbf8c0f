package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.Padding;
import dev.attune.graph.operation.Shaping;

/**
 * Convolution along time; parameters {@code weight} [channels, in, 1, kernel] and {@code bias}
 * [channels]. The weight is normal with variance 2 / (in · kernel): He's initialisation by what
 * each result sums up (arXiv:1502.01852), since a stem of a few layers has no norm to mend scales.
 *
 * @param channels of the result
 * @param kernel frames, odd; half of them stand as zeros before and after
 * @param stride in frames
 */
public record TemporalConvolution(long channels, int kernel, int stride) {

  public TemporalConvolution {
    Require.positive("channels", channels);
    Require.positive("kernel", kernel);
    Require.positive("stride", stride);
    if (kernel % 2 == 0) {
      throw new IllegalArgumentException("kernel: expected an odd number, found " + kernel);
    }
  }

  /**
   * Applies the layer.
   *
   * @param x [rows, frames, in]; the stride divides the frames
   * @return [rows, frames / stride, channels]
   */
  public Value apply(Graph g, Value x) {
    Require.rank("temporal convolution", x, 3, "[rows, frames, channels]");
    if (x.size(1) % stride != 0) {
      throw new ShapeException(
          "temporal convolution: expected frames divided by " + stride + ", found " + x);
    }
    long rows = x.size(0);
    long in = x.size(2);
    Initializer initializer = Initializer.heNormal(in * kernel);
    Value weight = g.parameter("weight", Role.WEIGHT, initializer, channels, in, 1, kernel);
    Value bias = g.parameter("bias", Role.BIAS, Initializer.constant(0), channels);
    Value wide = Shaping.reshape(Shaping.permute(x, 0, 2, 1), rows, in, 1, x.size(1));
    Value y = Convolutions.conv2d(wide, weight, 1, stride, new Padding(false, 0, kernel / 2));
    Value shifted = Arithmetic.add(y, Shaping.reshape(bias, 1, channels, 1, 1));
    Value flat = Shaping.reshape(shifted, rows, channels, x.size(1) / stride);
    return Shaping.permute(flat, 0, 2, 1);
  }
}
