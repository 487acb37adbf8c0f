package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Seeds;
import org.junit.jupiter.api.Test;

class PixelNoiseTest {
  private static final Seeds SEEDS = new Seeds(51);
  private static final int SIDE = 200;
  private static final int PLANE = SIDE * SIDE;

  @Test
  void gaussianNoiseHasItsDeviationAndNoMean() {
    PixelsWritable picture = Pictures.flat(0, 0.5f, 1, SIDE, SIDE);
    PixelsWritable noisy = new GaussianNoise(0.2).apply(picture, SEEDS.at(0, 0, 0));
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      double squares = 0;
      int near = 0;
      for (int i = c * PLANE; i < (c + 1) * PLANE; i++) {
        double noise = noisy.values()[i] - picture.values()[i];
        sum += noise;
        squares += noise * noise;
        near += Math.abs(noise) < 0.2 ? 1 : 0;
      }
      // Five deviations of each figure; black and white would show a clamp.
      assertThat(sum / PLANE).isCloseTo(0, within(0.005));
      assertThat(Math.sqrt(squares / PLANE)).isCloseTo(0.2, within(0.004));
      assertThat((double) near / PLANE).isCloseTo(0.6827, within(0.012));
    }
  }

  @Test
  void noiseOfTheChannelsIsTheirOwn() {
    PixelsWritable noisy =
        new GaussianNoise(0.2).apply(Pictures.flat(0, 0, 0, SIDE, SIDE), SEEDS.at(0, 0, 0));
    double product = 0;
    for (int i = 0; i < PLANE; i++) {
      product += noisy.values()[i] * noisy.values()[PLANE + i] / (0.04 * PLANE);
    }
    assertThat(product).isCloseTo(0, within(0.025));
  }

  @Test
  void dropoutHidesItsShareInAllChannels() {
    PixelsWritable picture = Pictures.flat(0.2f, 0.5f, 0.8f, SIDE, SIDE);
    PixelsWritable hidden = new PixelDropout(0.3, 0.25).apply(picture, SEEDS.at(0, 0, 0));
    int count = 0;
    for (int i = 0; i < PLANE; i++) {
      boolean isHidden = hidden.values()[i] == 0.25f;
      for (int c = 0; c < 3; c++) {
        float kept = picture.values()[c * PLANE + i];
        assertThat(hidden.values()[c * PLANE + i]).isEqualTo(isHidden ? 0.25f : kept);
      }
      count += isHidden ? 1 : 0;
    }
    assertThat((double) count / PLANE).isCloseTo(0.3, within(0.012));
  }

  @Test
  void saltAndPepperAreWhiteAndBlackAlike() {
    PixelsWritable picture = Pictures.flat(0.2f, 0.5f, 0.8f, SIDE, SIDE);
    PixelsWritable changed = new SaltAndPepper(0.4).apply(picture, SEEDS.at(0, 0, 0));
    int white = 0;
    int black = 0;
    for (int i = 0; i < PLANE; i++) {
      float red = changed.values()[i];
      boolean isChanged = red != 0.2f;
      for (int c = 0; c < 3; c++) {
        float kept = picture.values()[c * PLANE + i];
        assertThat(changed.values()[c * PLANE + i]).isEqualTo(isChanged ? red : kept);
      }
      white += red == 1 ? 1 : 0;
      black += red == 0 ? 1 : 0;
    }
    assertThat((double) white / PLANE).isCloseTo(0.2, within(0.01));
    assertThat((double) black / PLANE).isCloseTo(0.2, within(0.01));
  }

  @Test
  void sharesOfNothingAndOfAll() {
    PixelsWritable picture = Pictures.noise(3, 6, 5, 1);
    PixelsWritable black = Pictures.flat(0, 0, 0, 6, 5);
    assertThat(PixelDropout.of(0).apply(picture, SEEDS.at(0, 0, 0))).isEqualTo(picture);
    assertThat(PixelDropout.of(1).apply(picture, SEEDS.at(0, 0, 0))).isEqualTo(black);
    assertThat(new SaltAndPepper(0).apply(picture, SEEDS.at(0, 0, 0))).isEqualTo(picture);
    assertThat(new SaltAndPepper(1).apply(picture, SEEDS.at(0, 0, 0)).values())
        .containsOnly(0f, 1f)
        .contains(0f, 1f);
  }

  @Test
  void badSettingsAreNamed() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new GaussianNoise(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("gaussian_noise: deviation: expected a finite number above 0, found %s", bad);
    }
    assertThatThrownBy(() -> PixelDropout.of(1.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixel_dropout: share: expected 0 to 1, found 1.1");
    assertThatThrownBy(() -> new PixelDropout(0.5, -0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixel_dropout: fill: expected 0.0 to 1.0, found -0.1");
    assertThatThrownBy(() -> new SaltAndPepper(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("salt_and_pepper: share: expected 0 to 1, found NaN");
  }
}
