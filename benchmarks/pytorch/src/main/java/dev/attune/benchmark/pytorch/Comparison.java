package dev.attune.benchmark.pytorch;

import dev.attune.experiments.bench.Measurement;

/**
 * One line of the result.
 *
 * @param ours measured on this project's executor
 * @param theirs measured on PyTorch
 */
record Comparison(Measurement ours, Measurement theirs) {
  private static final String OURS = "attune";
  private static final String THEIRS = "pytorch";

  /** Of readings of both sides, in any order. */
  static Comparison of(String work, String quantity, String unit, double[] ours, double[] theirs) {
    return new Comparison(
        Measurement.of(work, OURS, quantity, unit, ours),
        Measurement.of(work, THEIRS, quantity, unit, theirs));
  }

  /** Our median over theirs: below 1 is better. */
  double ratio() {
    return ours.median() / theirs.median();
  }
}
