package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Seeds;
import java.awt.Color;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ColourTest {
  private static final Seeds SEEDS = new Seeds(21);

  @Test
  void hueTurnsAsInHsv() {
    PixelsWritable picture = Pictures.noise(3, 20, 20, 5);
    for (float turn : new float[] {-0.5f, -0.2f, 0f, 1f / 3, 0.45f}) {
      float[] turned = picture.values().clone();
      Colours.turnHue(turned, 400, turn);
      for (int i = 0; i < 400; i++) {
        int[] eight = new int[3];
        for (int c = 0; c < 3; c++) {
          eight[c] = BufferedImages.eightBit(picture.values()[c * 400 + i]);
        }
        float[] hsb = Color.RGBtoHSB(eight[0], eight[1], eight[2], null);
        int expected = Color.HSBtoRGB(hsb[0] + turn, hsb[1], hsb[2]);
        for (int c = 0; c < 3; c++) {
          assertThat(turned[c * 400 + i])
              .isCloseTo((expected >> (16 - 8 * c) & 0xff) / 255f, within(0.03f));
        }
      }
    }
  }

  @Test
  void aThirdOfATurnMovesTheChannelsOn() {
    float[] values = {0.9f, 0.2f, 0.5f};
    Colours.turnHue(values, 1, 1f / 3);
    assertThat(values).containsExactly(new float[] {0.5f, 0.9f, 0.2f}, within(1e-6f));
    float[] grey = {0.4f, 0.4f, 0.4f};
    Colours.turnHue(grey, 1, 0.3f);
    assertThat(grey).containsExactly(0.4f, 0.4f, 0.4f);
  }

  @Test
  void blendMovesValuesFromTheAnchor() {
    float[] values = {0.1f, 0.5f, 0.9f};
    Colours.blend(values, 0.5f, 1.5f);
    assertThat(values).containsExactly(new float[] {0f, 0.5f, 1f}, within(1e-6f));
    float[] darker = {0.1f, 0.5f, 0.9f};
    Colours.blend(darker, 0f, 0.5f);
    assertThat(darker).containsExactly(new float[] {0.05f, 0.25f, 0.45f}, within(1e-6f));
  }

  @Test
  void saturationKeepsLumaAndZeroIsGrey() {
    PixelsWritable picture = Pictures.flat(0.3f, 0.5f, 0.4f, 1, 1);
    float luma = picture.withChannels(1).at(0, 0, 0);
    float[] stronger = picture.values().clone();
    Colours.saturate(stronger, 1, 1.4f);
    float[] after = new float[1];
    Luma.of(stronger, 1, after);
    assertThat(after[0]).isCloseTo(luma, within(1e-6f));
    assertThat(stronger[1] - luma).isCloseTo(1.4f * (0.5f - luma), within(1e-6f));
    float[] none = picture.values().clone();
    Colours.saturate(none, 1, 0f);
    assertThat(none).containsExactly(new float[] {luma, luma, luma}, within(1e-6f));
  }

  @Test
  void brightnessIsOneFactorWithinItsBounds() {
    PixelsWritable picture = Pictures.flat(0.5f, 0.25f, 0.1f, 2, 2);
    double least = 2;
    double greatest = 0;
    for (int i = 0; i < 2000; i++) {
      PixelsWritable changed = new ColourJitter(0.4, 0, 0, 0).apply(picture, SEEDS.at(0, i, 0));
      float factor = changed.at(0, 0, 0) / 0.5f;
      assertThat(changed.at(2, 1, 1)).isCloseTo(0.1f * factor, within(1e-6f));
      least = Math.min(least, factor);
      greatest = Math.max(greatest, factor);
    }
    assertThat(least).isBetween(0.6 - 1e-6, 0.61);
    assertThat(greatest).isBetween(1.39, 1.4 + 1e-6);
  }

  @Test
  void contrastKeepsTheMeanLuma() {
    PixelsWritable picture = new PixelsWritable(new float[] {0.4f, 0.5f, 0.6f, 0.5f}, 1, 2, 2);
    PixelsWritable changed = new ColourJitter(0, 0.5, 0, 0).apply(picture, SEEDS.at(0, 3, 0));
    assertThat(changed).isNotEqualTo(picture);
    assertThat(Luma.mean(changed.values(), 1, 4)).isCloseTo(0.5f, within(1e-6f));
    assertThat(0.5f - changed.at(0, 0, 0)).isCloseTo(changed.at(0, 1, 0) - 0.5f, within(1e-6f));
  }

  @Test
  void theOrderOfTheChangesIsDrawn() {
    // At such strengths clamping makes brightness and saturation sensitive to their order.
    PixelsWritable picture = Pictures.flat(0.9f, 0.5f, 0.1f, 1, 1);
    Set<Boolean> brightnessFirst = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      PixelsWritable changed = new ColourJitter(0.8, 0, 0.8, 0).apply(picture, SEEDS.at(0, i, 0));
      var random = SEEDS.at(0, i, 0);
      random.nextInt(24);
      float brightness = (float) (0.2 + 1.6 * random.nextDouble());
      random.nextDouble();
      float saturation = (float) (0.2 + 1.6 * random.nextDouble());
      float[] one = picture.values().clone();
      Colours.blend(one, 0, brightness);
      Colours.saturate(one, 1, saturation);
      float[] other = picture.values().clone();
      Colours.saturate(other, 1, saturation);
      Colours.blend(other, 0, brightness);
      boolean isOne = changed.equals(new PixelsWritable(one, 3, 1, 1));
      boolean isOther = changed.equals(new PixelsWritable(other, 3, 1, 1));
      assertThat(isOne || isOther).isTrue();
      if (isOne != isOther) {
        brightnessFirst.add(isOne);
      }
    }
    assertThat(brightnessFirst).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void noStrengthIsNoChangeAndValuesStayInBounds() {
    PixelsWritable picture = Pictures.noise(3, 9, 7, 8);
    assertThat(new ColourJitter(0, 0, 0, 0).apply(picture, SEEDS.at(0, 0, 0))).isEqualTo(picture);
    for (int i = 0; i < 50; i++) {
      PixelsWritable changed =
          new ColourJitter(0.8, 0.8, 0.8, 0.5).apply(picture, SEEDS.at(0, i, 0));
      for (float value : changed.values()) {
        assertThat(value).isBetween(-1e-6f, 1 + 1e-6f);
      }
    }
  }

  @Test
  void grayscaleMakesTheChannelsEqual() {
    PixelsWritable picture = Pictures.noise(3, 4, 5, 8);
    PixelsWritable grey = new Grayscale().apply(picture, SEEDS.at(0, 0, 0));
    assertThat(grey.channels()).isEqualTo(3);
    assertThat(grey.at(0, 2, 3)).isEqualTo(grey.at(1, 2, 3)).isEqualTo(grey.at(2, 2, 3));
    assertThat(grey.withChannels(1)).isEqualTo(grey.withChannels(1));
    assertThat(grey.at(0, 2, 3)).isEqualTo(picture.withChannels(1).at(0, 2, 3));
  }

  @Test
  void solariseInvertsFromTheThresholdOn() {
    PixelsWritable row = new PixelsWritable(new float[] {0.1f, 0.5f, 0.7f, 1f}, 1, 1, 4);
    assertThat(Solarise.atHalf().apply(row, SEEDS.at(0, 0, 0)).values())
        .containsExactly(new float[] {0.1f, 0.5f, 0.3f, 0f}, within(1e-6f));
    assertThat(new Solarise(0.75).apply(row, SEEDS.at(0, 0, 0)).values())
        .containsExactly(new float[] {0.1f, 0.5f, 0.7f, 0f}, within(1e-6f));
  }

  @Test
  void normaliseGivesMean0AndDeviation1AndInverts() {
    PixelsWritable picture = Pictures.noise(3, 30, 30, 10);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < 900; i++) {
      mean += picture.values()[i] / 900;
      square += (double) picture.values()[i] * picture.values()[i] / 900;
    }
    Normalise normalise =
        new Normalise(List.of(mean, 0.5, 0.5), List.of(Math.sqrt(square - mean * mean), 0.5, 0.25));
    PixelsWritable normal = normalise.apply(picture);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 900; i++) {
      sum += normal.values()[i];
      squares += (double) normal.values()[i] * normal.values()[i];
    }
    assertThat(sum / 900).isCloseTo(0, within(1e-5));
    assertThat(squares / 900).isCloseTo(1, within(1e-5));
    assertThat(normal.at(2, 3, 4)).isCloseTo((picture.at(2, 3, 4) - 0.5f) / 0.25f, within(1e-6f));
    assertThat(normalise.invert(normal).values()).containsExactly(picture.values(), within(1e-6f));
  }

  @Test
  void wrongSettingsSayWhatWasExpectedAndFound() {
    assertThatThrownBy(() -> new ColourJitter(-0.1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("brightness: expected a finite number from 0 on, found -0.1");
    assertThatThrownBy(() -> new ColourJitter(0, 0, 0, 0.6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hue: expected 0.0 to 0.5, found 0.6");
    assertThatThrownBy(() -> new Normalise(List.of(0.5), List.of(0.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found [0.0]");
    assertThatThrownBy(() -> Normalise.imageNet().apply(Pictures.noise(1, 2, 2, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 channels, found PixelsWritable[1, 2, 2]");
  }
}
