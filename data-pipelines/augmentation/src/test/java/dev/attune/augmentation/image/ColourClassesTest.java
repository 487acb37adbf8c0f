package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColourClassesTest {

  /** The counts are those of the bins that any of the 256³ colours falls in, listed one by one. */
  @ParameterizedTest
  @CsvSource({"5,969", "10,261", "20,77"})
  void classesAreTheBinsThatSrgbReaches(int bin, int count) {
    ColourClasses classes = ColourClasses.of(bin);
    assertThat(classes.count()).isEqualTo(count);
    int grey = classes.nearest(0, 0);
    assertThat(classes.a(grey)).isZero();
    assertThat(classes.b(grey)).isZero();
    for (int i = 1; i < count; i++) {
      assertThat(1000 * classes.a(i) + classes.b(i))
          .isGreaterThan(1000 * classes.a(i - 1) + classes.b(i - 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 33})
  void everyColourLiesInItsOwnBin(int bin) {
    ColourClasses classes = ColourClasses.of(bin);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double[] lab =
          LabColours.toLab(
              random.nextInt(256) / 255.0,
              random.nextInt(256) / 255.0,
              random.nextInt(256) / 255.0);
      int nearest = classes.nearest(lab[1], lab[2]);
      assertThat(lab[1]).isCloseTo(classes.a(nearest), within(bin / 2.0));
      assertThat(lab[2]).isCloseTo(classes.b(nearest), within(bin / 2.0));
    }
  }

  @Test
  void theNearestOfAllIsFoundInsideAndOutside() {
    ColourClasses classes = ColourClasses.of(20);
    Random random = new Random(2);
    for (int i = 0; i < 5000; i++) {
      double a = 400 * random.nextDouble() - 200;
      double b = 400 * random.nextDouble() - 200;
      double least = Double.MAX_VALUE;
      for (int which = 0; which < classes.count(); which++) {
        least = Math.min(least, Math.hypot(a - classes.a(which), b - classes.b(which)));
      }
      int nearest = classes.nearest(a, b);
      assertThat(Math.hypot(a - classes.a(nearest), b - classes.b(nearest)))
          .isCloseTo(least, within(1e-9));
    }
    assertThat(classes.nearest(1e300, 0)).isBetween(0, classes.count() - 1);
  }

  @Test
  void picturesHaveAClassForEachPixel() {
    ColourClasses classes = ColourClasses.of(10);
    PixelsWritable picture = Pictures.noise(3, 3, 4, 1);
    int[] found = classes.of(picture);
    assertThat(found).hasSize(12);
    for (int i = 0; i < 12; i++) {
      double[] lab =
          LabColours.toLab(
              picture.at(0, i / 4, i % 4),
              picture.at(1, i / 4, i % 4),
              picture.at(2, i / 4, i % 4));
      assertThat(found[i]).isEqualTo(classes.nearest(lab[1], lab[2]));
    }
    assertThat(classes.of(Pictures.flat(1, 0, 0, 1, 1))).containsExactly(classes.nearest(80, 67));
  }

  @Test
  void weightsFollowTheFormula() {
    ColourClasses classes = ColourClasses.of(20);
    long[] counts = new long[77];
    counts[3] = 600;
    counts[10] = 300;
    counts[11] = 100;
    double[] weights = classes.weights(counts, 0.5);
    // Σ p w = 1 before scaling is z; p = 0.6, 0.3, 0.1 and λ / Q = 0.5 / 77.
    double even = 0.5 / 77;
    double z = 0.6 / (0.3 + even) + 0.3 / (0.15 + even) + 0.1 / (0.05 + even);
    assertThat(weights[3]).isCloseTo(1 / (0.3 + even) / z, within(1e-12));
    assertThat(weights[10]).isCloseTo(1 / (0.15 + even) / z, within(1e-12));
    assertThat(weights[11]).isCloseTo(1 / (0.05 + even) / z, within(1e-12));
    assertThat(weights[0]).isCloseTo(1 / even / z, within(1e-12));
    assertThat(0.6 * weights[3] + 0.3 * weights[10] + 0.1 * weights[11])
        .isCloseTo(1, within(1e-12));
    assertThat(classes.weights(counts, 1)).containsOnly(1.0);
  }

  @Test
  void evenCountsWeighAlike() {
    ColourClasses classes = ColourClasses.of(20);
    long[] counts = new long[77];
    Arrays.fill(counts, 5);
    double[] ones = new double[77];
    Arrays.fill(ones, 1);
    assertThat(classes.weights(counts, 0.3)).containsExactly(ones, within(1e-12));
  }

  @Test
  void badSettingsAreNamed() {
    ColourClasses classes = ColourClasses.of(20);
    assertThatThrownBy(() -> ColourClasses.of(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("colour_classes: bin: expected 5 to 50, found 4");
    assertThatThrownBy(() -> ColourClasses.of(51)).hasMessageContaining("found 51");
    assertThatThrownBy(() -> classes.nearest(Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("colour_classes: expected finite a and b, found NaN and 0.0");
    assertThatThrownBy(() -> classes.weights(new long[5], 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "colour_classes: counts: expected 77 numbers, none below 0, found 5, the least 0");
    assertThatThrownBy(() -> classes.weights(new long[77], 0.5))
        .hasMessage("colour_classes: counts: expected at least one pixel, found none");
    long[] negative = new long[77];
    negative[5] = -1;
    assertThatThrownBy(() -> classes.weights(negative, 0.5))
        .hasMessageContaining("found 77, the least -1");
    for (double bad : new double[] {0, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> classes.weights(new long[77], bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "colour_classes: even_share: expected more than 0 and at most 1, found %s", bad);
    }
  }
}
