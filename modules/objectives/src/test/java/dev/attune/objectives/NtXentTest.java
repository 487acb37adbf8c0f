package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NtXentTest {
  private final double[][] left = Rows.normal(new Random(5), 4, 3);
  private final double[][] right = Rows.normal(new Random(6), 4, 3);

  /** Algorithm 1 of arXiv:2002.05709; views of one item stand n rows apart here. */
  private static double slow(double[][] left, double[][] right, double temperature) {
    int n = left.length;
    double[][] rows = new double[2 * n][];
    System.arraycopy(left, 0, rows, 0, n);
    System.arraycopy(right, 0, rows, n, n);
    double[][] similarity = Rows.cosines(rows, rows);
    double total = 0;
    for (int i = 0; i < 2 * n; i++) {
      double denominator = 0;
      for (int k = 0; k < 2 * n; k++) {
        if (k != i) {
          denominator += Math.exp(similarity[i][k] / temperature);
        }
      }
      int partner = (i + n) % (2 * n);
      total -= Math.log(Math.exp(similarity[i][partner] / temperature) / denominator);
    }
    return total / (2 * n);
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    assertThat(TwoArrayLoss.evaluate(new NtXent(0.5, true), left, right).loss())
        .isCloseTo(slow(left, right, 0.5), within(1e-12));
  }

  @Test
  void collapsedRowsLeaveOnlyTheCount() {
    double[][] same = Rows.constant(1, 8, 3);

    assertThat(TwoArrayLoss.evaluate(new NtXent(0.1, true), same, same).loss())
        .isCloseTo(Math.log(15), within(1e-12));
  }

  @Test
  void doesNotCareWhichViewIsWhich() {
    NtXent objective = new NtXent(0.3, true);

    assertThat(TwoArrayLoss.evaluate(objective, left, right).loss())
        .isCloseTo(TwoArrayLoss.evaluate(objective, right, left).loss(), within(1e-13));
  }
}
