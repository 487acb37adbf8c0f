package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class InfoNceTest {
  private final double[][] left = Rows.normal(new Random(3), 6, 4);
  private final double[][] right = Rows.normal(new Random(4), 6, 4);

  /** Equation 4 of arXiv:1807.03748 with f = exp(cos / temperature), in one direction. */
  private static double slow(double[][] anchors, double[][] others, double temperature) {
    double[][] cosines = Rows.cosines(anchors, others);
    double total = 0;
    for (int i = 0; i < anchors.length; i++) {
      double denominator = 0;
      for (int j = 0; j < others.length; j++) {
        denominator += Math.exp(cosines[i][j] / temperature);
      }
      total -= Math.log(Math.exp(cosines[i][i] / temperature) / denominator);
    }
    return total / anchors.length;
  }

  @Test
  void isTheMeanOfBothDirections() {
    double expected = (slow(left, right, 0.2) + slow(right, left, 0.2)) / 2;

    assertThat(TwoArrayLoss.evaluate(new InfoNce(0.2, true), left, right).loss())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void isClipAtTheReciprocalScale() {
    assertThat(TwoArrayLoss.evaluate(new InfoNce(0.05, true), left, right).loss())
        .isCloseTo(TwoArrayLoss.evaluate(new Clip(20, true), left, right).loss(), within(1e-13));
  }

  @Test
  void isTheLogarithmOfTheBatchWhenAllRowsAreEqual() {
    double[][] same = Rows.constant(-2, 7, 3);

    assertThat(TwoArrayLoss.evaluate(new InfoNce(0.1, true), same, same).loss())
        .isCloseTo(Math.log(7), within(1e-12));
  }
}
