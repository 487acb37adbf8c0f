package dev.attune.audio.features;

import java.util.ArrayList;
import java.util.List;

/**
 * Complex discrete Fourier transform of any length, by Stockham's self-sorting decimation in
 * frequency over the prime factors of the length (fours taken together). Float arithmetic with
 * factors from double precision; immutable, the caller owns all memory.
 */
final class FourierTransform {
  private final List<FourierStage> stages = new ArrayList<>();

  FourierTransform(int length) {
    int rest = length;
    int stride = 1;
    for (int radix = 4; rest > 1; radix = next(radix)) {
      while (rest % radix == 0) {
        stages.add(FourierStage.of(radix, rest, stride));
        rest /= radix;
        stride *= radix;
      }
    }
  }

  /** 4, 2, 3, 5, 7, 9, …: what is not prime no longer divides. */
  private static int next(int radix) {
    return switch (radix) {
      case 4 -> 2;
      case 2 -> 3;
      default -> radix + 2;
    };
  }

  /**
   * Transforms, with the result in one of the two pairs of arrays.
   *
   * @return whether it is in the second pair
   */
  boolean run(float[] re, float[] im, float[] otherRe, float[] otherIm) {
    boolean swapped = false;
    for (FourierStage stage : stages) {
      if (swapped) {
        stage.run(otherRe, otherIm, re, im);
      } else {
        stage.run(re, im, otherRe, otherIm);
      }
      swapped = !swapped;
    }
    return swapped;
  }
}
