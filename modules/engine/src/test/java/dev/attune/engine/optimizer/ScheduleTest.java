package dev.attune.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void warmUpIsLinearAndTheRestHalfACosine() {
    WarmupCosine schedule = new WarmupCosine(0.4, 0.1, 0.25);
    assertThat(schedule.at(0, 101)).isCloseTo(0.04, within(1e-12));
    assertThat(schedule.at(4, 101)).isCloseTo(0.2, within(1e-12));
    assertThat(schedule.at(9, 101)).isCloseTo(0.4, within(1e-12));
    assertThat(schedule.at(10, 101)).isCloseTo(0.4, within(1e-12));
    assertThat(schedule.at(55, 101)).isCloseTo(0.25, within(1e-12));
    assertThat(schedule.at(100, 101)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.at(1000, 101)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void oneCycleRisesToItsPeakAndFallsBelowItsStart() {
    OneCycle schedule = new OneCycle(1, 0.3, 25, 1e4);
    assertThat(schedule.at(0, 100)).isCloseTo(1.0 / 25, within(1e-12));
    assertThat(schedule.at(29, 100)).isCloseTo(1, within(1e-12));
    assertThat(schedule.at(99, 100)).isCloseTo(1.0 / 25 / 1e4, within(1e-12));
    double half = (1 + 1.0 / 25 / 1e4) / 2;
    assertThat(schedule.at(64, 100)).isCloseTo(half, within(1e-12));
    for (int step = 1; step < 100; step++) {
      double rise = schedule.at(step, 100) - schedule.at(step - 1, 100);
      assertThat(rise > 0).as("step %d", step).isEqualTo(step <= 29);
    }
  }

  @Test
  void runsOfOneStepHaveARate() {
    assertThat(WarmupCosine.DEFAULTS.at(0, 1)).isEqualTo(1e-3);
    assertThat(new ConstantRate(0.2).at(0, 1)).isEqualTo(0.2);
    assertThat(OneCycle.DEFAULTS.at(0, 1)).isPositive().isLessThanOrEqualTo(1e-3);
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    refused(() -> new WarmupCosine(-1, 0.1, 0), "learning_rate: expected a positive number");
    refused(() -> new WarmupCosine(1, 1, 0), "warmup_share: expected 0.0 ≤ value < 1.0, found 1.0");
    refused(() -> new WarmupCosine(1, 0.1, 1.5), "final_share");
    refused(() -> new OneCycle(Double.NaN, 0.3, 25, 1), "learning_rate");
    refused(() -> new OneCycle(1, 0.3, 0, 1), "start_divisor");
    refused(() -> new ConstantRate(Double.POSITIVE_INFINITY), "learning_rate");
    refused(
        () -> new AdamWConfig(1, 0.98, 1e-6, 0), "beta1: expected 0.0 ≤ value < 1.0, found 1.0");
    refused(() -> new AdamWConfig(0.9, 0.98, 0, 0), "epsilon");
    refused(() -> new SgdConfig(0.9, -1), "weight_decay: expected 0 or more, found -1.0");
  }

  private static void refused(Runnable making, String message) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
