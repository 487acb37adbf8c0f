package dev.attune.engine.executor;

/**
 * A momentum encoder (arXiv:1911.05722): parameters under one prefix follow those under another as
 * an exponential moving average, after each update. They are frozen for the optimiser and start as
 * copies.
 *
 * @param source prefix of the trained parameters, such as {@code image.}
 * @param target prefix of the averaged ones, such as {@code target.image.}
 * @param momentum share of the old average kept at each step
 */
public record EmaTarget(String source, String target, double momentum) {
  public EmaTarget {
    if (source.equals(target)) {
      throw new IllegalArgumentException("target: expected another prefix than source " + source);
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum: expected 0 ≤ value ≤ 1, found " + momentum);
    }
  }
}
