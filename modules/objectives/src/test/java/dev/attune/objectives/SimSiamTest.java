package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SimSiamTest {
  private final double[][] prediction = Rows.normal(new Random(17), 5, 3);
  private final double[][] target = Rows.normal(new Random(18), 5, 3);

  @Test
  void isTheMeanNegativeCosineOfAlgorithmOne() {
    double expected = 0;
    for (int i = 0; i < 5; i++) {
      expected -= Rows.cosines(prediction, target)[i][i] / 5;
    }

    assertThat(TwoArrayLoss.evaluate(new SimSiam(), prediction, target).loss())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void isByolHalvedAndMovedByOne() {
    double byol = TwoArrayLoss.evaluate(new Byol(), prediction, target).loss();

    assertThat(TwoArrayLoss.evaluate(new SimSiam(), prediction, target).loss())
        .isCloseTo(byol / 2 - 1, within(1e-12));
  }

  @Test
  void givesTheTargetNoGradient() {
    TwoArrayLoss.Result result = TwoArrayLoss.evaluate(new SimSiam(), prediction, target);

    assertThat(result.rightGradient()).isDeepEqualTo(Rows.constant(0, 5, 3));
  }
}
