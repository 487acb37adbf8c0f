package dev.attune.image.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.image.decoding.RgbPixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePreprocessingTest {
  private static final List<Double> MEAN = List.of(0.48, 0.46, 0.41);
  private static final List<Double> STD = List.of(0.27, 0.26, 0.28);

  private static float[] noise(int width, int height) {
    float[] pixels = new float[3 * width * height];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256) / 255f;
    }
    return pixels;
  }

  /** Each output pixel as one double sum over all input pixels under a two-dimensional triangle. */
  private static double slow(float[] plane, int width, int height, int out, double x, double y) {
    double scale = (double) Math.min(width, height) / out;
    double radius = Math.max(1, scale);
    double sum = 0;
    double total = 0;
    for (int v = 0; v < height; v++) {
      for (int u = 0; u < width; u++) {
        double across = Math.max(0, 1 - Math.abs(u + 0.5 - (x + 0.5) * scale) / radius);
        double down = Math.max(0, 1 - Math.abs(v + 0.5 - (y + 0.5) * scale) / radius);
        sum += across * down * plane[v * width + u];
        total += across * down;
      }
    }
    return sum / total;
  }

  @ParameterizedTest
  @CsvSource({
    "24, 24, 8, 1",
    "24, 12, 8, 1",
    "12, 36, 5, 0.5",
    "6, 6, 16, 1",
    "1, 1, 4, 1",
    "16, 16, 16, 1"
  })
  void equalsTheSlowLoop(int width, int height, int size, double fraction) {
    float[] pixels = noise(width, height);
    float[] prepared =
        new ImagePreprocessing(size, fraction, MEAN, STD)
            .apply(new PixelsWritable(pixels, 3, height, width));
    int target = (int) Math.round(size / fraction);
    int left = (target * width / Math.min(width, height) - size) / 2;
    int top = (target * height / Math.min(width, height) - size) / 2;
    for (int channel = 0; channel < 3; channel++) {
      float[] plane =
          Arrays.copyOfRange(pixels, channel * width * height, (channel + 1) * width * height);
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          double expected =
              (slow(plane, width, height, target, left + x, top + y) - MEAN.get(channel))
                  / STD.get(channel);
          assertThat((double) prepared[(channel * size + y) * size + x])
              .isCloseTo(expected, Offset.offset(1e-5));
        }
      }
    }
  }

  @Test
  void agreesWithPillowOnARamp() {
    // Columns 0, 10, ... 70 from 8 to 3 by Pillow 12.3 (mode F, BILINEAR): 11.052631, 35,
    // 58.947369.
    float[] pixels = new float[3 * 8 * 8];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 8 * 10;
    }
    float[] prepared =
        new ImagePreprocessing(3, 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0))
            .apply(new PixelsWritable(pixels, 3, 8, 8));
    assertThat(prepared[0]).isCloseTo(11.052631f, Offset.offset(1e-4f));
    assertThat(prepared[1]).isCloseTo(35f, Offset.offset(1e-4f));
    assertThat(prepared[2]).isCloseTo(58.94737f, Offset.offset(1e-4f));
  }

  @Test
  void imagesAndPlanesGiveTheSame() {
    float[] pixels = noise(9, 7);
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 63; i++) {
      int red = Math.round(pixels[i] * 255);
      int green = Math.round(pixels[63 + i] * 255);
      int blue = Math.round(pixels[126 + i] * 255);
      image.setRGB(i % 9, i / 9, red << 16 | green << 8 | blue);
    }
    ImagePreprocessing preprocessing = new ImagePreprocessing(5, 0.8, MEAN, STD);
    assertThat(RgbPixels.of(image).values()).containsExactly(pixels);
    assertThat(preprocessing.apply(image))
        .containsExactly(preprocessing.apply(new PixelsWritable(pixels, 3, 7, 9)));
    assertThat(ImagePreprocessing.of(1).apply(new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB)))
        .as("transparent is white")
        .containsExactly(1, 1, 1);
  }

  @Test
  void greyBecomesThreeEqualChannels() {
    float[] grey = {0.25f};
    ImagePreprocessing preprocessing = ImagePreprocessing.of(1);
    assertThat(preprocessing.apply(new PixelsWritable(grey, 1, 1, 1)))
        .containsExactly(-0.5f, -0.5f, -0.5f);
  }

  @Test
  void aLongStripCostsNoMoreThanItsMiddle() {
    float[] strip = new float[3 * 16_384];
    strip[8191] = 1;
    strip[8192] = 1;
    float[] prepared = ImagePreprocessing.of(512).apply(new PixelsWritable(strip, 3, 1, 16_384));
    assertThat(prepared).hasSize(3 * 512 * 512);
    assertThat(prepared[0]).isEqualTo(1f);
    assertThat(prepared[512 * 512]).isEqualTo(-1f);
  }

  @Test
  void savedAndLoadedItIsTheSame(@TempDir Path directory) throws IOException {
    ImagePreprocessing preprocessing = new ImagePreprocessing(64, 0.875, MEAN, STD);
    preprocessing.save(directory.resolve("inner"));
    assertThat(ImagePreprocessing.load(directory.resolve("inner"))).isEqualTo(preprocessing);
    assertThat(Files.readString(directory.resolve("inner/preprocess.json")).replace("\r", ""))
        .isEqualTo(
            """
            {
              "size" : 64,
              "crop_fraction" : 0.875,
              "mean" : [ 0.48, 0.46, 0.41 ],
              "std" : [ 0.27, 0.26, 0.28 ]
            }
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"size\": 4} | expected key crop_fraction, found only []",
        "{\"size\":4.5,\"crop_fraction\":1,\"mean\":[0,0,0],\"std\":[1,1,1]} | whole number of 32 bits for key size",
        "{\"size\":4,\"crop_fraction\":2,\"mean\":[0,0,0],\"std\":[1,1,1]} | crop_fraction: expected",
        "{\"size\":4,\"crop_fraction\":1,\"mean\":[0,0],\"std\":[1,1,1]} | mean: expected three",
        "{\"size\":4,\"crop_fraction\":1,\"mean\":[0,0,0],\"std\":[1,0,1]} | std: expected three",
        "{\"size\":4,\"crop_fraction\":1,\"mean\":[0,0,\"0\"],\"std\":[1,1,1]} | expected numbers in the list of key mean",
      })
  void aWrongFileIsOneLine(String text, String part, @TempDir Path directory) throws IOException {
    Path file = directory.resolve("preprocess.json");
    Files.writeString(file, text);
    assertThatThrownBy(() -> ImagePreprocessing.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith(file + ": ")
        .contains(part)
        .doesNotContain("\n");
  }

  @Test
  void valuesAreChecked() {
    assertThatThrownBy(() -> ImagePreprocessing.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size: expected 1 to 4096, found 0");
    assertThatThrownBy(() -> new ImagePreprocessing(4, Double.NaN, MEAN, STD))
        .hasMessageContaining("crop_fraction");
  }
}
