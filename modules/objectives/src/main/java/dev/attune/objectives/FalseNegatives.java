package dev.attune.objectives;

/** What becomes of pairs that are no partners and yet belong together, such as equal captions. */
public enum FalseNegatives {
  /** They are left out: neither drawn together nor pushed apart. */
  MASK,
  /** They count as negatives, as in the original papers. */
  KEEP
}
