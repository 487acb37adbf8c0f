package dev.attune.augmentation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which steps of a sequence are hidden: spans that begin anywhere, until a share of the steps is
 * covered (span masking, arXiv:1907.10529; of speech, arXiv:2006.11477).
 *
 * @param share of the steps, more than 0 and less than 1; at least one step is hidden and one seen
 * @param length of a span in steps; spans may meet and overlap
 */
public record HiddenSpans(double share, int length) {

  public HiddenSpans {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "share: expected more than 0 and less than 1, found " + share);
    }
    if (length < 1) {
      throw new IllegalArgumentException("length: expected 1 or more, found " + length);
    }
  }

  /**
   * Draws.
   *
   * @param steps of the sequence; a single one is never hidden
   * @return true for each step that is seen
   */
  public boolean[] seen(int steps, RandomGenerator random) {
    boolean[] seen = new boolean[steps];
    Arrays.fill(seen, true);
    if (steps < 2) {
      return seen;
    }
    long wanted = Math.max(1, Math.min(steps - 1L, Math.round(share * steps)));
    long hidden = 0;
    while (hidden < wanted) {
      int start = random.nextInt(Math.max(1, steps - length + 1));
      for (int i = start; i < Math.min(steps, start + length) && hidden < wanted; i++) {
        hidden += seen[i] ? 1 : 0;
        seen[i] = false;
      }
    }
    return seen;
  }
}
