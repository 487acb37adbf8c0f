package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
  private static final Seeds SEEDS = new Seeds(9);

  @ParameterizedTest
  @CsvSource({"7,9,3,4", "7,9,20,5", "5,5,5,5", "64,48,10,31", "1,1,6,6"})
  void equalsTheSlowLoop(int height, int width, int toHeight, int toWidth) {
    PixelsWritable picture = Pictures.noise(3, height, width, 2);
    PixelsWritable scaled = Resampling.resize(picture, 0, 0, height, width, toHeight, toWidth);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < toHeight; y++) {
        for (int x = 0; x < toWidth; x++) {
          assertThat(scaled.at(c, y, x))
              .isCloseTo((float) slow(picture, c, y, x, toHeight, toWidth), within(2e-6f));
        }
      }
    }
  }

  /** The definition: every input pixel weighted by a triangle about the output pixel's centre. */
  private static double slow(PixelsWritable p, int c, int y, int x, int toHeight, int toWidth) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < p.height(); i++) {
      for (int j = 0; j < p.width(); j++) {
        double weight = triangle(i, y, p.height(), toHeight) * triangle(j, x, p.width(), toWidth);
        sum += weight * p.at(c, i, j);
        total += weight;
      }
    }
    return sum / total;
  }

  private static double triangle(int input, int output, int inputs, int outputs) {
    double scale = (double) inputs / outputs;
    double distance = input + 0.5 - (output + 0.5) * scale;
    return Math.max(0, 1 - Math.abs(distance) / Math.max(1, scale));
  }

  @Test
  void halvingARowWeighsFourNeighbours() {
    PixelsWritable row =
        new PixelsWritable(new float[] {0, 0.2f, 0.4f, 1, 0.6f, 0.8f, 0.1f, 0.5f}, 1, 1, 8);
    PixelsWritable half = Resampling.resize(row, 0, 0, 1, 8, 1, 4);
    assertThat(half.at(0, 0, 1)).isCloseTo((0.2f + 3 * 0.4f + 3 * 1 + 0.6f) / 8, within(1e-6f));
    assertThat(half.at(0, 0, 0)).isCloseTo((3 * 0f + 3 * 0.2f + 0.4f) / 7, within(1e-6f));
  }

  @Test
  void aCropOfTheWholeAtTheSameSizeIsThePicture() {
    PixelsWritable picture = Pictures.noise(3, 12, 15, 3);
    RandomResizedCrop whole =
        new RandomResizedCrop(12, 15, Range.of(1, 1), Range.of(15 / 12.0, 15 / 12.0));
    assertThat(whole.apply(picture, SEEDS.at(0, 0, 0))).isEqualTo(picture);
  }

  @Test
  void boxesStayInsideAndHaveTheAreaAndShapeAskedFor() {
    RandomResizedCrop crop = new RandomResizedCrop(8, 8, Range.of(0.2, 0.6), Range.of(0.5, 2));
    double smallest = 1;
    double largest = 0;
    int wide = 0;
    int boxes = 4000;
    for (int i = 0; i < boxes; i++) {
      RandomResizedCrop.Box box = crop.draw(200, 200, SEEDS.at(0, i, 0));
      assertThat(box.top()).isBetween(0, 200 - box.height());
      assertThat(box.left()).isBetween(0, 200 - box.width());
      double area = box.height() * box.width() / 40_000.0;
      double shape = (double) box.width() / box.height();
      assertThat(area).isBetween(0.19, 0.61);
      assertThat(shape).isBetween(0.48, 2.05);
      smallest = Math.min(smallest, area);
      largest = Math.max(largest, area);
      wide += shape > 1 ? 1 : 0;
    }
    assertThat(smallest).isLessThan(0.21);
    assertThat(largest).isGreaterThan(0.59);
    // The logarithmic draw makes wide boxes as frequent as tall ones.
    assertThat(wide / (double) boxes).isCloseTo(0.5, within(0.05));
  }

  @Test
  void cropsShowThePartThatWasDrawn() {
    PixelsWritable ramp = Pictures.ramp(3, 60, 80);
    RandomResizedCrop crop = RandomResizedCrop.of(10, 10);
    RandomResizedCrop.Box box = crop.draw(60, 80, SEEDS.at(0, 1, 0));
    PixelsWritable part = crop.apply(ramp, SEEDS.at(0, 1, 0));
    // Away from the border a ramp stays a ramp, to a tenth of a pixel.
    double y = box.top() + 4.5 * box.height() / 10.0 - 0.5;
    double x = box.left() + 5.5 * box.width() / 10.0 - 0.5;
    assertThat(part.at(2, 4, 5)).isCloseTo((float) (0.2 + 0.004 * y + 0.003 * x), within(4e-4f));
  }

  @Test
  void whereNoBoxFitsTheLargestCentredOneIsTaken() {
    RandomResizedCrop square = new RandomResizedCrop(4, 4, Range.of(1, 1), Range.of(1, 1));
    assertThat(square.draw(10, 100, SEEDS.at(0, 0, 0)))
        .isEqualTo(new RandomResizedCrop.Box(0, 45, 10, 10));
    assertThat(square.draw(100, 10, SEEDS.at(0, 0, 0)))
        .isEqualTo(new RandomResizedCrop.Box(45, 0, 10, 10));
    RandomResizedCrop wide = new RandomResizedCrop(4, 4, Range.of(1, 1), Range.of(2, 4));
    assertThat(wide.draw(100, 100, SEEDS.at(0, 0, 0)))
        .isEqualTo(new RandomResizedCrop.Box(25, 0, 50, 100));
    assertThat(RandomResizedCrop.of(4, 4).draw(1, 1, SEEDS.at(0, 0, 0)))
        .isEqualTo(new RandomResizedCrop.Box(0, 0, 1, 1));
  }

  @Test
  void evaluationScalesTheShorterSideAndCutsTheCentre() {
    PixelsWritable picture = Pictures.noise(3, 30, 47, 4);
    PixelsWritable scaled = Resampling.resize(picture, 0, 0, 30, 47, 20, 31);
    PixelsWritable centre = new ResizeCentreCrop(20, 16, 18).apply(picture);
    assertThat(centre.height()).isEqualTo(16);
    assertThat(centre.width()).isEqualTo(18);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 18; x++) {
        assertThat(centre.at(1, y, x)).isCloseTo(scaled.at(1, y + 2, x + 6), within(1e-6f));
      }
    }
  }

  @Test
  void evaluationLeavesAPictureOfItsSizeAlone() {
    PixelsWritable picture = Pictures.noise(3, 16, 16, 4);
    assertThat(ResizeCentreCrop.of(16).apply(picture)).isSameAs(picture);
    PixelsWritable one = ResizeCentreCrop.of(5).apply(Pictures.flat(0.3f, 0.2f, 0.1f, 1, 1));
    assertThat(one).isEqualTo(Pictures.flat(0.3f, 0.2f, 0.1f, 5, 5));
  }

  @Test
  void theLongestPicturesAreCutWithoutScalingThemWhole() {
    PixelsWritable strip = new PixelsWritable(new float[32_768], 1, 1, 32_768);
    PixelsWritable centre = ResizeCentreCrop.of(224).apply(strip);
    assertThat(centre.length()).isEqualTo(224 * 224);
  }

  @Test
  void wrongSettingsSayWhatWasExpectedAndFound() {
    assertThatThrownBy(() -> new ResizeCentreCrop(10, 12, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least height 12 and width 8, found 10");
    assertThatThrownBy(() -> new RandomResizedCrop(0, 8, Range.of(1, 1), Range.of(1, 1)))
        .hasMessage("random_resized_crop: height: expected at least 1, found 0");
    assertThatThrownBy(() -> new RandomResizedCrop(8, 8, Range.of(0, 1), Range.of(1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RandomResizedCrop(8, 8, Range.of(0.5, 1), Range.of(0, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
