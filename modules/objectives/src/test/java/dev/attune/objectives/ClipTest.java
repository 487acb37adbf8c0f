package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClipTest {
  private final double[][] left = Rows.normal(new Random(1), 5, 3);
  private final double[][] right = Rows.normal(new Random(2), 5, 3);

  /** The pseudocode of arXiv:2103.00020, figure 3, as loops. */
  private static double slow(double[][] logits) {
    double total = 0;
    int n = logits.length;
    for (int i = 0; i < n; i++) {
      double row = 0;
      double column = 0;
      for (int j = 0; j < n; j++) {
        row += Math.exp(logits[i][j]);
        column += Math.exp(logits[j][i]);
      }
      total -= Math.log(Math.exp(logits[i][i]) / row);
      total -= Math.log(Math.exp(logits[i][i]) / column);
    }
    return total / (2 * n);
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    double expected = slow(Rows.scaled(Rows.cosines(left, right), 7));

    assertThat(TwoArrayLoss.evaluate(new Clip(7, true), left, right).loss())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void takesRowsAsTheyAreWhenAskedTo() {
    double expected = slow(Rows.scaled(Rows.products(left, right), 0.5));

    assertThat(TwoArrayLoss.evaluate(new Clip(0.5, false), left, right).loss())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void isTheLogarithmOfTheBatchWhenAllRowsAreEqual() {
    double[][] same = Rows.constant(0.3, 8, 4);

    assertThat(TwoArrayLoss.evaluate(new Clip(100, true), same, same).loss())
        .isCloseTo(Math.log(8), within(1e-12));
  }

  @Test
  void vanishesForOrthogonalPairsAtAHighScale() {
    double[][] axes = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    assertThat(TwoArrayLoss.evaluate(new Clip(100, true), axes, axes).loss())
        .isCloseTo(2 * Math.exp(-100), within(1e-15));
  }

  @Test
  void doesNotCareWhichSideIsWhich() {
    Clip clip = new Clip(3, true);

    assertThat(TwoArrayLoss.evaluate(clip, left, right).loss())
        .isCloseTo(TwoArrayLoss.evaluate(clip, right, left).loss(), within(1e-14));
  }

  @Test
  void refusesAScaleThatDoesNotMultiply() {
    assertThatThrownBy(() -> new Clip(0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logit_scale: expected a finite number above 0, found 0.0");
  }
}
