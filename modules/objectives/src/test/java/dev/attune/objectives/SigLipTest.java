package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SigLipTest {
  private final double[][] left = Rows.normal(new Random(9), 5, 3);
  private final double[][] right = Rows.normal(new Random(10), 5, 3);

  /** Algorithm 1 of arXiv:2303.15343 as loops. */
  private static double slow(double[][] left, double[][] right, double scale, double bias) {
    double[][] cosines = Rows.cosines(left, right);
    double total = 0;
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < right.length; j++) {
        double label = i == j ? 1 : -1;
        total -= Math.log(1 / (1 + Math.exp(-label * (scale * cosines[i][j] + bias))));
      }
    }
    return total / left.length;
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    assertThat(TwoArrayLoss.evaluate(new SigLip(10, -10, true), left, right).loss())
        .isCloseTo(slow(left, right, 10, -10), within(1e-11));
    assertThat(TwoArrayLoss.evaluate(new SigLip(2, 0.7, true), left, right).loss())
        .isCloseTo(slow(left, right, 2, 0.7), within(1e-12));
  }

  @Test
  void collapsedRowsAtTheFirstScaleAndBiasCostALogarithmOfTwoEachPair() {
    double[][] same = Rows.constant(0.1, 6, 4);

    assertThat(TwoArrayLoss.evaluate(new SigLip(10, -10, true), same, same).loss())
        .isCloseTo(6 * Math.log(2), within(1e-12));
  }

  @Test
  void onePairIsOnePositive() {
    double[][] one = {{3, 4}};

    assertThat(TwoArrayLoss.evaluate(new SigLip(10, -10, true), one, one).loss())
        .isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void staysFiniteWhereTheSigmoidUnderflows() {
    double[][] axis = {{1, 0}, {1, 0}};
    double[][] opposite = {{-1, 0}, {-1, 0}};

    assertThat(TwoArrayLoss.evaluate(new SigLip(1000, 0, true), axis, opposite).loss())
        .isCloseTo(1000, within(1e-9));
    assertThat(TwoArrayLoss.evaluate(new SigLip(1000, 0, true), axis, axis).loss())
        .isCloseTo(1000, within(1e-9));
  }

  @Test
  void refusesABiasThatIsNoNumber() {
    assertThatThrownBy(() -> new SigLip(10, Double.NaN, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bias: expected a finite number, found NaN");
  }
}
