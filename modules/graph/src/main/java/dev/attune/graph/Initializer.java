package dev.attune.graph;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How a parameter's first values are drawn. */
@FunctionalInterface
public interface Initializer {

  /**
   * Fills the values of one parameter.
   *
   * @param values all elements in C order
   * @param shape the parameter's shape
   * @param random drawn from in order, so that equal seeds give equal weights
   */
  void fill(double[] values, long[] shape, RandomGenerator random);

  /** Every element the same. */
  static Initializer constant(double value) {
    return (values, shape, random) -> Arrays.fill(values, value);
  }

  /** Normal with mean 0. */
  static Initializer normal(double deviation) {
    return (values, shape, random) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = deviation * random.nextGaussian();
      }
    };
  }

  /** Normal with mean 0, redrawn outside two deviations (ViT, arXiv:2010.11929). */
  static Initializer truncatedNormal(double deviation) {
    return (values, shape, random) -> {
      for (int i = 0; i < values.length; i++) {
        double draw = random.nextGaussian();
        while (Math.abs(draw) > 2) {
          draw = random.nextGaussian();
        }
        values[i] = deviation * draw;
      }
    };
  }

  /**
   * Uniform in ±√(6 / (in + out)) for a weight of shape [in, out] (Glorot and Bengio, 2010).
   *
   * @throws ShapeException if the parameter is not a matrix
   */
  static Initializer glorotUniform() {
    return (values, shape, random) -> {
      if (shape.length != 2) {
        throw new ShapeException("Glorot needs [in, out], found " + Arrays.toString(shape));
      }
      double bound = Math.sqrt(6.0 / (shape[0] + shape[1]));
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextDouble(-bound, bound);
      }
    };
  }

  /** Normal with deviation √(2 / fanIn), for layers before a rectifier (arXiv:1502.01852). */
  static Initializer heNormal(long fanIn) {
    return normal(Math.sqrt(2.0 / fanIn));
  }
}
