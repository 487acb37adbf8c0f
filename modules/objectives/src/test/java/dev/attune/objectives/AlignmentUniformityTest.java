package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AlignmentUniformityTest {
  private final double[][] left = Rows.normal(new Random(19), 5, 3);
  private final double[][] right = Rows.normal(new Random(20), 5, 3);

  private static double uniformity(double[][] rows) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = i + 1; j < rows.length; j++) {
        sum += Math.exp(-2 * Rows.squaredDistance(rows[i], rows[j]));
        pairs++;
      }
    }
    return Math.log(sum / pairs);
  }

  /** Section 4.1 of arXiv:2005.10242 with its exponents, as loops. */
  private static double slow(double[][] left, double[][] right) {
    double alignment = 0;
    for (int i = 0; i < left.length; i++) {
      alignment += Rows.squaredDistance(left[i], right[i]) / left.length;
    }
    return alignment + (uniformity(left) + uniformity(right)) / 2;
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    assertThat(TwoArrayLoss.evaluate(new AlignmentUniformity(true), left, right).loss())
        .isCloseTo(slow(Rows.unit(left), Rows.unit(right)), within(1e-12));
  }

  @Test
  void takesRowsAsTheyAreWhenAskedTo() {
    assertThat(TwoArrayLoss.evaluate(new AlignmentUniformity(false), left, right).loss())
        .isCloseTo(slow(left, right), within(1e-11));
  }

  @Test
  void collapsedRowsCostNothingAndOppositeOnesEarnTheMost() {
    double[][] same = Rows.constant(1, 4, 3);
    double[][] opposite = {{1, 0}, {-1, 0}};

    assertThat(TwoArrayLoss.evaluate(new AlignmentUniformity(true), same, same).loss())
        .isCloseTo(0, within(1e-12));
    assertThat(TwoArrayLoss.evaluate(new AlignmentUniformity(true), opposite, opposite).loss())
        .isCloseTo(-8, within(1e-12));
  }

  @Test
  void staysFiniteForRowsFarApart() {
    double[][] far = {{0, 0}, {100, 0}};

    assertThat(TwoArrayLoss.evaluate(new AlignmentUniformity(false), far, far).loss())
        .isCloseTo(-20_000, within(1e-6));
  }
}
