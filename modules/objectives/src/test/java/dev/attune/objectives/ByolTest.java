package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByolTest {
  private final double[][] prediction = Rows.normal(new Random(15), 4, 3);
  private final double[][] target = Rows.normal(new Random(16), 4, 3);

  @Test
  void isTheSquaredDistanceOfUnitRowsAsInThePaper() {
    double expected = 0;
    for (int i = 0; i < 4; i++) {
      expected += Rows.squaredDistance(Rows.unit(prediction)[i], Rows.unit(target)[i]) / 4;
    }

    assertThat(TwoArrayLoss.evaluate(new Byol(), prediction, target).loss())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void runsFromZeroToFour() {
    double[][] opposite = Rows.scaled(prediction, -3);

    assertThat(TwoArrayLoss.evaluate(new Byol(), prediction, Rows.scaled(prediction, 2)).loss())
        .isCloseTo(0, within(1e-12));
    assertThat(TwoArrayLoss.evaluate(new Byol(), prediction, opposite).loss())
        .isCloseTo(4, within(1e-12));
  }

  @Test
  void givesTheTargetNoGradient() {
    TwoArrayLoss.Result result = TwoArrayLoss.evaluate(new Byol(), prediction, target);

    assertThat(result.rightGradient()).isDeepEqualTo(Rows.constant(0, 4, 3));
  }
}
