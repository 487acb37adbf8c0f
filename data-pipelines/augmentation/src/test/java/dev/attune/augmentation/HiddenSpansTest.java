package dev.attune.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HiddenSpansTest {

  private static int hidden(boolean... seen) {
    int hidden = 0;
    for (boolean step : seen) {
      hidden += step ? 0 : 1;
    }
    return hidden;
  }

  @Test
  void exactlyTheShareIsHiddenAndOneStepIsAlwaysSeen() {
    for (int steps = 2; steps < 60; steps++) {
      for (double share : new double[] {0.01, 0.3, 0.5, 0.99}) {
        boolean[] seen = new HiddenSpans(share, 4).seen(steps, new Random(steps));
        long expected = Math.max(1, Math.min(steps - 1, Math.round(share * steps)));
        assertThat(hidden(seen)).as("%d steps, %s", steps, share).isEqualTo((int) expected);
      }
    }
    assertThat(new HiddenSpans(0.5, 4).seen(1, new Random(1))).containsExactly(true);
    assertThat(new HiddenSpans(0.5, 4).seen(0, new Random(1))).isEmpty();
  }

  @Test
  void spansAreAsLongAsAskedForUntilTheShareIsReached() {
    boolean[] seen = new HiddenSpans(0.1, 5).seen(50, new Random(3));
    int first = 0;
    while (seen[first]) {
      first++;
    }
    for (int i = first; i < first + 5; i++) {
      assertThat(seen[i]).isFalse();
    }
    assertThat(hidden(seen)).isEqualTo(5);
  }

  @Test
  void everyStepIsHiddenAboutAsOftenAndTheEndsLess() {
    int[] counts = new int[20];
    for (int draw = 0; draw < 4000; draw++) {
      boolean[] seen = new HiddenSpans(0.4, 3).seen(20, new Random(draw));
      for (int i = 0; i < 20; i++) {
        counts[i] += seen[i] ? 0 : 1;
      }
    }
    for (int i = 3; i < 17; i++) {
      assertThat(counts[i] / 4000.0).as("step %d", i).isCloseTo(0.43, within(0.06));
    }
    assertThat(counts[0]).isLessThan(counts[10]);
  }

  @Test
  void sharesOfNothingAndOfEverythingAreRefused() {
    assertThatThrownBy(() -> new HiddenSpans(0, 1))
        .hasMessage("share: expected more than 0 and less than 1, found 0.0");
    assertThatThrownBy(() -> new HiddenSpans(1, 1)).hasMessageContaining("found 1.0");
    assertThatThrownBy(() -> new HiddenSpans(Double.NaN, 1)).hasMessageContaining("found NaN");
    assertThatThrownBy(() -> new HiddenSpans(0.5, 0))
        .hasMessage("length: expected 1 or more, found 0");
  }
}
