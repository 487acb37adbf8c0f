package dev.attune.engine.executor;

import dev.attune.graph.Draw;
import dev.attune.graph.Parameter;
import java.util.SplittableRandom;

/**
 * Counter-based random numbers: element i of a draw depends on (seed, step, name, i) alone, so that
 * any executor, any chunking and any resumed run draws the same. SplitMix64's finaliser
 * (doi:10.1145/2660193.2660195) over a Weyl sequence.
 */
public final class RandomNumbers {
  /** What the sequence goes on by: 2⁶⁴ over the golden ratio. */
  public static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private RandomNumbers() {}

  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static long hash(String name) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  /** What a draw's elements are mixed with: element i is made of {@code mix(key + i · GOLDEN)}. */
  public static long key(Draw draw, long seed, long step) {
    return mix(mix(seed + GOLDEN) ^ mix(step * GOLDEN) ^ hash(draw.value().name()));
  }

  /**
   * A parameter's first values, from the seed and its own name, whatever else the model holds.
   *
   * @return in C order
   */
  public static float[] initial(Parameter parameter, long seed) {
    double[] drawn = new double[Math.toIntExact(parameter.length())];
    long own = mix(seed ^ hash(parameter.name()));
    parameter.initializer().fill(drawn, parameter.shape(), new SplittableRandom(own));
    float[] narrow = new float[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      narrow[i] = (float) drawn[i];
    }
    return narrow;
  }

  /**
   * Fills one draw.
   *
   * @param first index of the first element within the whole batch's draw
   */
  static void fill(float[] to, Draw draw, long seed, long step, long first) {
    long key = key(draw, seed, step);
    for (int i = 0; i < to.length; i++) {
      long bits = mix(key + (first + i) * GOLDEN);
      to[i] =
          switch (draw.kind()) {
            case BERNOULLI -> uniform(bits) < draw.probability() ? 1f : 0f;
            case UNIFORM -> (float) (bits >>> 40) * 0x1p-24f;
            case NORMAL -> normal(bits);
          };
    }
  }

  private static double uniform(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  /** Box and Muller's transform of one pair of uniforms; the second normal is not used. */
  private static float normal(long bits) {
    double radius = Math.sqrt(-2 * Math.log(((bits >>> 11) + 1) * 0x1p-53));
    return (float) (radius * Math.cos(2 * Math.PI * uniform(mix(bits + GOLDEN))));
  }
}
