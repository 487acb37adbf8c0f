package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpecAugmentTest {
  private static final Seeds SEEDS = new Seeds(9);

  private static SpectrogramWritable ones(int frames, int bands) {
    float[] values = new float[frames * bands];
    Arrays.fill(values, 1);
    return new SpectrogramWritable(values, frames, bands);
  }

  @Test
  void timeMasksHideRunsOfWholeFrames() {
    boolean[] widths = new boolean[6];
    int[] hidden = new int[30];
    for (int i = 0; i < 2000; i++) {
      SpectrogramWritable masked =
          new TimeMask(1, 8, 0.19, MaskFill.ZERO).apply(ones(30, 4), SEEDS.at(0, i, 0));
      int width = 0;
      int edges = 0;
      for (int t = 0; t < 30; t++) {
        float value = masked.at(t, 0);
        for (int band = 1; band < 4; band++) {
          assertThat(masked.at(t, band)).isEqualTo(value);
        }
        width += value == 0 ? 1 : 0;
        hidden[t] += value == 0 ? 1 : 0;
        edges += t > 0 && masked.at(t - 1, 0) != value ? 1 : 0;
      }
      assertThat(edges).isLessThanOrEqualTo(2);
      widths[width] = true;
    }
    // 19 % of 30 frames are 5.7: the share binds, not the eight frames.
    assertThat(widths).containsOnly(true);
    for (int count : hidden) {
      assertThat(count).isPositive();
    }
  }

  @Test
  void frequencyMasksHideRunsOfWholeBands() {
    boolean[] widths = new boolean[4];
    for (int i = 0; i < 500; i++) {
      SpectrogramWritable masked =
          new FrequencyMask(1, 3, MaskFill.ZERO).apply(ones(5, 9), SEEDS.at(0, i, 0));
      int width = 0;
      int edges = 0;
      for (int band = 0; band < 9; band++) {
        for (int t = 1; t < 5; t++) {
          assertThat(masked.at(t, band)).isEqualTo(masked.at(0, band));
        }
        width += masked.at(0, band) == 0 ? 1 : 0;
        edges += band > 0 && masked.at(0, band - 1) != masked.at(0, band) ? 1 : 0;
      }
      assertThat(edges).isLessThanOrEqualTo(2);
      widths[width] = true;
    }
    assertThat(widths).containsOnly(true);
  }

  @Test
  void severalMasksHideMore() {
    int one = 0;
    int three = 0;
    for (int i = 0; i < 300; i++) {
      one += zeros(new TimeMask(1, 5, 1, MaskFill.ZERO).apply(ones(50, 1), SEEDS.at(0, i, 0)));
      three += zeros(new TimeMask(3, 5, 1, MaskFill.ZERO).apply(ones(50, 1), SEEDS.at(0, i, 0)));
    }
    // The mean width is 2.5 of 50.
    assertThat(one / 300.0).isCloseTo(2.5, within(0.3));
    assertThat(three / 300.0).isBetween(6.3, 7.6);
  }

  private static int zeros(SpectrogramWritable spectrogram) {
    int zeros = 0;
    for (float value : spectrogram.values()) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }

  @Test
  void fillsAreTheMeanZeroOrTheMinimum() {
    float[] values = {1, 2, 3, -6};
    assertThat(MaskFill.MEAN.of(values)).isZero();
    assertThat(MaskFill.ZERO.of(values)).isZero();
    assertThat(MaskFill.MINIMUM.of(values)).isEqualTo(-6);
    assertThat(MaskFill.MEAN.of(new float[] {1, 2})).isEqualTo(1.5f);
    SpectrogramWritable ramp = new SpectrogramWritable(new float[] {1, 2, 3, 6}, 4, 1);
    for (int i = 0; i < 50; i++) {
      for (float value :
          new TimeMask(1, 4, 1, MaskFill.MEAN).apply(ramp, SEEDS.at(0, i, 0)).values()) {
        assertThat(value).isIn(1f, 2f, 3f, 6f);
      }
    }
  }

  /** On values that are their own time, warped values tell the time they come from. */
  @Test
  void warpsMoveOneFrameAndKeepTheEnds() {
    float[] values = new float[2 * 21];
    for (int t = 0; t < 21; t++) {
      values[2 * t] = t;
      values[2 * t + 1] = -t;
    }
    SpectrogramWritable times = new SpectrogramWritable(values, 21, 2);
    SpectrogramWritable warped = TimeWarp.warped(times, 8, 12);
    for (int t = 0; t < 21; t++) {
      float expected = t <= 12 ? t * 8 / 12f : 20 - (20 - t) * 12 / 8f;
      assertThat(warped.at(t, 0)).isCloseTo(expected, within(1e-5f));
      assertThat(warped.at(t, 1)).isCloseTo(-expected, within(1e-5f));
    }
    double furthest = 0;
    for (int i = 0; i < 300; i++) {
      SpectrogramWritable drawn = new TimeWarp(3).apply(times, SEEDS.at(0, i, 0));
      assertThat(drawn.at(0, 0)).isZero();
      assertThat(drawn.at(20, 0)).isEqualTo(20);
      for (int t = 1; t < 21; t++) {
        assertThat(drawn.at(t, 0)).isGreaterThan(drawn.at(t - 1, 0));
        furthest = Math.max(furthest, Math.abs(drawn.at(t, 0) - t));
      }
    }
    assertThat(furthest).isBetween(2.0, 3.0);
  }

  @Test
  void tooShortToWarpStaysAsItIs() {
    SpectrogramWritable brief = Sounds.spectrogram(4, 3, 1);
    assertThat(new TimeWarp(5).apply(brief, SEEDS.at(0, 0, 0))).isSameAs(brief);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> new TimeMask(1, 10, 1.5, MaskFill.MEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time_mask: max_share: expected 0 to 1, found 1.5");
    assertThatThrownBy(() -> new TimeMask(0, 10, 1, MaskFill.MEAN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FrequencyMask(1, 0, MaskFill.MEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("frequency_mask: max_bands: expected at least 1, found 0");
    assertThatThrownBy(() -> new TimeWarp(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
