package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabColoursTest {

  /** The last is dark enough for the straight parts: L = 903.3 · 0.02 / 12.92. */
  @ParameterizedTest
  @CsvSource({
    "1,0,0, 53.24,80.09,67.20",
    "0,1,0, 87.73,-86.18,83.18",
    "0,0,1, 32.30,79.19,-107.86",
    "1,1,0, 97.14,-21.55,94.48",
    "1,1,1, 100,0,0",
    "0,0,0, 0,0,0",
    "0.5,0.5,0.5, 53.39,0,0",
    "0.2,0.4,0.6, 42.01,-0.15,-32.85",
    "0.02,0.02,0.02, 1.398,0,0"
  })
  void knownColours(double red, double green, double blue, double lightness, double a, double b) {
    assertThat(LabColours.toLab(red, green, blue))
        .containsExactly(new double[] {lightness, a, b}, within(0.006));
    assertThat(LabColours.toRgb(lightness, a, b))
        .containsExactly(new double[] {red, green, blue}, within(0.001));
  }

  @Test
  void greyHasNoColour() {
    for (int i = 0; i <= 255; i++) {
      double[] lab = LabColours.toLab(i / 255.0, i / 255.0, i / 255.0);
      assertThat(lab[1]).isCloseTo(0, within(1e-9));
      assertThat(lab[2]).isCloseTo(0, within(1e-9));
    }
    assertThat(LabColours.toLab(1, 1, 1)[0]).isCloseTo(100, within(1e-9));
  }

  @Test
  void coloursComeBack() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      // Every other one is dark.
      double scale = i % 2 == 0 ? 1 : 0.06;
      double[] rgb = {
        scale * random.nextDouble(), scale * random.nextDouble(), scale * random.nextDouble()
      };
      double[] lab = LabColours.toLab(rgb[0], rgb[1], rgb[2]);
      assertThat(LabColours.toRgb(lab[0], lab[1], lab[2])).containsExactly(rgb, within(1e-5));
    }
  }

  @Test
  void coloursBeyondSrgbAreClamped() {
    for (double[] lab : new double[][] {{50, 200, 0}, {50, -200, 200}, {120, 0, 0}, {-5, 0, 0}}) {
      assertThat(Arrays.stream(LabColours.toRgb(lab[0], lab[1], lab[2])).boxed().toList())
          .allSatisfy(value -> assertThat(value).isBetween(0.0, 1.0))
          .anySatisfy(value -> assertThat(value == 0 || value >= 1 - 1e-12).isTrue());
    }
  }

  @Test
  void picturesAreTheirColoursPlaneByPlane() {
    PixelsWritable picture = Pictures.noise(3, 4, 5, 1);
    float[] lab = LabColours.toLab(picture);
    assertThat(lab).hasSize(60);
    for (int i = 0; i < 20; i++) {
      double[] colour =
          LabColours.toLab(
              picture.at(0, i / 5, i % 5),
              picture.at(1, i / 5, i % 5),
              picture.at(2, i / 5, i % 5));
      for (int c = 0; c < 3; c++) {
        assertThat(lab[c * 20 + i]).isEqualTo((float) colour[c]);
      }
    }
    PixelsWritable back = LabColours.toPixels(lab, 4, 5);
    assertThat(back.height()).isEqualTo(4);
    assertThat(back.values()).containsExactly(picture.values(), within(2e-5f));
  }

  @Test
  void whatIsNoColourIsRefused() {
    assertThatThrownBy(() -> LabColours.toLab(0.5, -0.1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lab: expected colours from 0 to 1, found -0.1");
    assertThatThrownBy(() -> LabColours.toLab(Double.NaN, 0, 0)).hasMessageContaining("found NaN");
    assertThatThrownBy(() -> LabColours.toLab(0, 0, 1.5)).hasMessageContaining("found 1.5");
    assertThatThrownBy(() -> LabColours.toLab(Pictures.noise(1, 2, 2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lab: expected three channels, found PixelsWritable[1, 2, 2]");
    assertThatThrownBy(() -> LabColours.toPixels(new float[10], 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 12 values for [3, 2, 2], found 10");
  }
}
