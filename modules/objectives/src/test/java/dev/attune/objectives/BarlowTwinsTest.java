package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BarlowTwinsTest {
  private final double[][] left = Rows.normal(new Random(11), 6, 3);
  private final double[][] right = Rows.normal(new Random(12), 6, 3);

  private static double[] standardised(double[] column) {
    double mean = Rows.mean(column);
    double variance = 0;
    for (double x : column) {
      variance += (x - mean) * (x - mean) / column.length;
    }
    double[] result = new double[column.length];
    for (int i = 0; i < column.length; i++) {
      result[i] = (column[i] - mean) / Math.sqrt(variance + 1e-5);
    }
    return result;
  }

  /** Algorithm 1 of arXiv:2103.03230 as loops. */
  private static double slow(double[][] left, double[][] right, double lambda) {
    int width = left[0].length;
    double total = 0;
    for (int k = 0; k < width; k++) {
      for (int l = 0; l < width; l++) {
        double[] a = standardised(Rows.column(left, k));
        double[] b = standardised(Rows.column(right, l));
        double correlation = Rows.dot(a, b) / left.length;
        total +=
            k == l ? (1 - correlation) * (1 - correlation) : lambda * correlation * correlation;
      }
    }
    return total;
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    assertThat(TwoArrayLoss.evaluate(new BarlowTwins(0.005), left, right).loss())
        .isCloseTo(slow(left, right, 0.005), within(1e-12));
    assertThat(TwoArrayLoss.evaluate(new BarlowTwins(3), left, right).loss())
        .isCloseTo(slow(left, right, 3), within(1e-11));
  }

  @Test
  void equalViewsOfUncorrelatedColumnsCostOnlyTheEpsilon() {
    double[][] rows = {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}};
    double correlation = 1 / (1 + 1e-5);

    assertThat(TwoArrayLoss.evaluate(new BarlowTwins(0.005), rows, rows).loss())
        .isCloseTo(2 * (1 - correlation) * (1 - correlation), within(1e-15));
  }

  @Test
  void constantColumnsCostOneEach() {
    double[][] same = Rows.constant(0.4, 5, 7);

    assertThat(TwoArrayLoss.evaluate(new BarlowTwins(0.005), same, same).loss())
        .isCloseTo(7, within(1e-12));
  }

  @Test
  void refusesANegativeWeight() {
    assertThatThrownBy(() -> new BarlowTwins(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lambda: expected a finite number of at least 0, found -1.0");
  }
}
