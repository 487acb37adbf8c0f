package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VicRegTest {
  private final double[][] left = Rows.scaled(Rows.normal(new Random(13), 6, 3), 0.8);
  private final double[][] right = Rows.scaled(Rows.normal(new Random(14), 6, 3), 1.1);

  private static double covariance(double[][] rows, int k, int l) {
    double[] a = Rows.column(rows, k);
    double[] b = Rows.column(rows, l);
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += (a[i] - Rows.mean(a)) * (b[i] - Rows.mean(b));
    }
    return sum / (rows.length - 1);
  }

  private static double hinge(double[][] rows) {
    double sum = 0;
    for (int k = 0; k < rows[0].length; k++) {
      sum += Math.max(0, 1 - Math.sqrt(covariance(rows, k, k) + 1e-4));
    }
    return sum / rows[0].length;
  }

  private static double offDiagonal(double[][] rows) {
    double sum = 0;
    for (int k = 0; k < rows[0].length; k++) {
      for (int l = 0; l < rows[0].length; l++) {
        if (k != l) {
          sum += covariance(rows, k, l) * covariance(rows, k, l);
        }
      }
    }
    return sum / rows[0].length;
  }

  /** Equations 1 to 6 of arXiv:2105.04906, terms weighted as in the authors' code. */
  private static double slow(
      double[][] left, double[][] right, double invariance, double variance, double weight) {
    double difference = 0;
    for (int i = 0; i < left.length; i++) {
      difference += Rows.squaredDistance(left[i], right[i]) / (left.length * left[0].length);
    }
    return invariance * difference
        + variance * (hinge(left) + hinge(right)) / 2
        + weight * (offDiagonal(left) + offDiagonal(right));
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    assertThat(TwoArrayLoss.evaluate(new VicReg(25, 25, 1), left, right).loss())
        .isCloseTo(slow(left, right, 25, 25, 1), within(1e-11));
    assertThat(TwoArrayLoss.evaluate(new VicReg(1, 2, 30), left, right).loss())
        .isCloseTo(slow(left, right, 1, 2, 30), within(1e-11));
  }

  @Test
  void zerosCostTheHingeAlone() {
    double[][] zeros = Rows.constant(0, 4, 5);

    assertThat(TwoArrayLoss.evaluate(new VicReg(25, 25, 1), zeros, zeros).loss())
        .isCloseTo(24.75, within(1e-12));
  }

  @Test
  void wideUncorrelatedEqualViewsCostNothing() {
    double[][] rows = {{2, 2}, {2, -2}, {-2, 2}, {-2, -2}};

    assertThat(TwoArrayLoss.evaluate(new VicReg(25, 25, 1), rows, rows).loss()).isZero();
  }
}
