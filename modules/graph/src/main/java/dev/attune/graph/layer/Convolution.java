package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.Padding;
import dev.attune.graph.operation.Shaping;

/**
 * Square convolution; parameters {@code weight} [channels, in, kernel, kernel] and {@code bias}
 * [channels]. The weight is normal with variance 2 / (channels · kernel²): He's initialisation by
 * the results of each input (arXiv:1502.01852), as residual networks take it.
 *
 * @param channels of the result
 * @param kernel side in pixels
 * @param stride in pixels
 * @param padding zeros around the image
 * @param bias whether there is one; superfluous before a batch norm
 */
public record Convolution(long channels, int kernel, int stride, Padding padding, boolean bias) {

  public Convolution {
    Require.positive("channels", channels);
    Require.positive("kernel", kernel);
    Require.positive("stride", stride);
  }

  /** Without a bias, and with the padding ⌊kernel / 2⌋ that keeps the size at stride 1. */
  public static Convolution of(long channels, int kernel, int stride) {
    return new Convolution(channels, kernel, stride, Padding.of(kernel / 2), false);
  }

  /** [n, in, h, w] → [n, channels, h', w']. */
  public Value apply(Graph g, Value x) {
    Require.rank("convolution", x, 4, "[n, channels, h, w]");
    Initializer initializer = Initializer.heNormal(channels * kernel * kernel);
    Value weight =
        g.parameter("weight", Role.WEIGHT, initializer, channels, x.size(1), kernel, kernel);
    Value y = Convolutions.conv2d(x, weight, stride, stride, padding);
    if (!bias) {
      return y;
    }
    Value offset = g.parameter("bias", Role.BIAS, Initializer.constant(0), channels);
    return Arithmetic.add(y, Shaping.reshape(offset, 1, channels, 1, 1));
  }
}
