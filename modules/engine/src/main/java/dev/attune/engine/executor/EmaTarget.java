package dev.attune.engine.executor;

/**
 * A momentum encoder (arXiv:1911.05722): parameters under one prefix follow those under another as
 * an exponential moving average, after each update. They are frozen for the optimiser and start as
 * copies.
 *
 * <p>The share of the old average that is kept rises from one value to another along a half cosine,
 * as BYOL has it (arXiv:2006.07733): after update k of K, counted from 0, it is {@code end − (end −
 * start) · (cos(πk / K) + 1) / 2}. The end itself is reached only where training goes on beyond K.
 *
 * @param source prefix of the trained parameters, such as {@code image.}; may be empty
 * @param target prefix of the averaged ones, such as {@code target.image.}
 * @param start share of the old average kept at the first update
 * @param end share kept at last
 * @param updates K, at least 1
 */
public record EmaTarget(String source, String target, double start, double end, long updates) {
  public EmaTarget {
    if (source.equals(target)) {
      throw new IllegalArgumentException("target: expected another prefix than source " + source);
    }
    requireShare(start);
    requireShare(end);
    if (updates < 1) {
      throw new IllegalArgumentException("updates: expected 1 or more, found " + updates);
    }
  }

  /** The same share at every update. */
  public static EmaTarget constant(String source, String target, double momentum) {
    return new EmaTarget(source, target, momentum, momentum, 1);
  }

  private static void requireShare(double momentum) {
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum: expected 0 ≤ value ≤ 1, found " + momentum);
    }
  }

  /**
   * The share kept at an update.
   *
   * @param update counted from 0
   */
  public double momentum(long update) {
    double part = Math.min(1, (double) update / updates);
    return end - (end - start) * (Math.cos(Math.PI * part) + 1) / 2;
  }
}
