package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DclTest {
  private final double[][] left = Rows.normal(new Random(7), 5, 4);
  private final double[][] right = Rows.normal(new Random(8), 5, 4);

  /**
   * The decoupled loss of arXiv:2110.06848 in one direction, its negatives those of the other side.
   */
  private static double slow(double[][] anchors, double[][] others, double temperature) {
    double[][] cosines = Rows.cosines(anchors, others);
    double total = 0;
    for (int i = 0; i < anchors.length; i++) {
      double negatives = 0;
      for (int j = 0; j < others.length; j++) {
        if (j != i) {
          negatives += Math.exp(cosines[i][j] / temperature);
        }
      }
      total += -cosines[i][i] / temperature + Math.log(negatives);
    }
    return total / anchors.length;
  }

  @Test
  void agreesWithTheLoopOfThePaperInBothDirections() {
    double expected = (slow(left, right, 0.3) + slow(right, left, 0.3)) / 2;

    assertThat(TwoArrayLoss.evaluate(new Dcl(0.3, true), left, right).loss())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void collapsedRowsLeaveTheNumberOfNegatives() {
    double[][] same = Rows.constant(1, 8, 3);

    assertThat(TwoArrayLoss.evaluate(new Dcl(0.01, true), same, same).loss())
        .isCloseTo(Math.log(7), within(1e-10));
  }

  @Test
  void goesBelowZeroWithoutBoundSinceThePositiveIsNotInTheDenominator() {
    double[][] axes = {{1, 0}, {0, 1}};

    assertThat(TwoArrayLoss.evaluate(new Dcl(0.01, true), axes, axes).loss())
        .isCloseTo(-100, within(1e-9));
  }
}
