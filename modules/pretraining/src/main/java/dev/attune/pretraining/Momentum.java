package dev.attune.pretraining;

/**
 * How a copy of the encoder follows it: the share of the copy kept at each step, which rises along
 * a half cosine (arXiv:2006.07733) from one value to another over the run.
 *
 * @param start at the first step
 * @param end what it rises to, just missed at the last step; that of the start for a constant share
 */
public record Momentum(double start, double end) {

  public Momentum {
    require("start", start);
    require("end", end);
  }

  /** The same share all along. */
  public static Momentum constant(double share) {
    return new Momentum(share, share);
  }

  private static void require(String key, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(key + ": expected a momentum from 0 to 1, found " + share);
    }
  }
}
