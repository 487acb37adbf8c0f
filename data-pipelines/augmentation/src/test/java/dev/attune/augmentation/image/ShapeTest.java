package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
  private static final Seeds SEEDS = new Seeds(33);
  private static final Affine STILL = new Affine(0, 0, Range.of(1, 1), 0, 0.25);

  @Test
  void flipExchangesLeftAndRight() {
    PixelsWritable picture = Pictures.noise(3, 4, 5, 1);
    PixelsWritable flipped = new HorizontalFlip().apply(picture, SEEDS.at(0, 0, 0));
    assertThat(flipped.at(1, 2, 0)).isEqualTo(picture.at(1, 2, 4));
    assertThat(flipped.at(2, 3, 3)).isEqualTo(picture.at(2, 3, 1));
    assertThat(new HorizontalFlip().apply(flipped, SEEDS.at(0, 0, 0))).isEqualTo(picture);
  }

  @ParameterizedTest
  @CsvSource({"1,0.5", "3,0.1", "3,1", "7,1.4", "9,2"})
  void blurEqualsTheSlowLoop(int kernelSize, double sigma) {
    PixelsWritable picture = Pictures.noise(3, 8, 11, 2);
    PixelsWritable blurred =
        new GaussianBlur(kernelSize, Range.of(sigma, sigma)).apply(picture, SEEDS.at(0, 0, 0));
    int radius = kernelSize / 2;
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 11; x++) {
        double sum = 0;
        double total = 0;
        for (int dy = -radius; dy <= radius; dy++) {
          for (int dx = -radius; dx <= radius; dx++) {
            double weight = Math.exp(-(dy * dy + dx * dx) / (2 * sigma * sigma));
            sum += weight * picture.at(1, mirror(y + dy, 8), mirror(x + dx, 11));
            total += weight;
          }
        }
        assertThat(blurred.at(1, y, x)).isCloseTo((float) (sum / total), within(2e-6f));
      }
    }
  }

  private static int mirror(int position, int length) {
    int inside = Math.abs(position);
    return inside < length ? inside : 2 * (length - 1) - inside;
  }

  @Test
  void blurRefusesPicturesSmallerThanHalfItsKernel() {
    assertThatThrownBy(
            () -> GaussianBlur.of(9).apply(Pictures.noise(3, 4, 20, 0), SEEDS.at(0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 5, found PixelsWritable[3, 4, 20]");
    assertThatThrownBy(() -> GaussianBlur.of(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("odd number, found 4");
  }

  @Test
  void cutoutBlanksOneSquareOfAllChannels() {
    PixelsWritable picture = Pictures.flat(1, 1, 1, 20, 20);
    int fewest = 100;
    int most = 0;
    for (int i = 0; i < 500; i++) {
      PixelsWritable cut = new Cutout(1, 6, 0.5).apply(picture, SEEDS.at(0, i, 0));
      int blank = 0;
      for (int y = 0; y < 20; y++) {
        for (int x = 0; x < 20; x++) {
          assertThat(cut.at(0, y, x)).isEqualTo(cut.at(2, y, x)).isIn(1f, 0.5f);
          blank += cut.at(0, y, x) == 0.5f ? 1 : 0;
        }
      }
      fewest = Math.min(fewest, blank);
      most = Math.max(most, blank);
    }
    assertThat(most).isEqualTo(36);
    // A centre in the corner leaves the quarter of the square that lies inside.
    assertThat(fewest).isBetween(9, 15);
  }

  @Test
  void affineWithoutSettingsIsThePicture() {
    PixelsWritable picture = Pictures.noise(3, 9, 6, 2);
    assertThat(STILL.apply(picture, SEEDS.at(0, 0, 0)).values())
        .containsExactly(picture.values(), within(1e-6f));
  }

  @Test
  void aQuarterTurnIsATransposition() {
    PixelsWritable picture = Pictures.noise(3, 7, 7, 2);
    PixelsWritable turned = STILL.warp(picture, Affine.Warp.of(Math.PI / 2, 0, 0, 1, 0));
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 7; x++) {
        // Clockwise: the left column becomes the top row.
        assertThat(turned.at(1, y, x)).isCloseTo(picture.at(1, 6 - x, y), within(1e-5f));
      }
    }
  }

  @Test
  void shiftsMoveThePictureAndFillTheRest() {
    PixelsWritable picture = Pictures.noise(3, 8, 8, 2);
    PixelsWritable shifted = STILL.warp(picture, Affine.Warp.of(0, 2, -1, 1, 0));
    assertThat(shifted.at(0, 3, 5)).isCloseTo(picture.at(0, 4, 3), within(1e-6f));
    assertThat(shifted.at(0, 3, 1)).isEqualTo(0.25f);
    assertThat(shifted.at(0, 7, 5)).isEqualTo(0.25f);
  }

  @Test
  void aWarpUndoesTheForwardMap() {
    double turn = 0.3;
    double factor = 1.2;
    double shear = 0.2;
    Affine.Warp warp = Affine.Warp.of(turn, 2, -3, factor, shear);
    double x = 4;
    double y = 5;
    double slanted = x - Math.tan(shear) * y;
    double toX = factor * (Math.cos(turn) * slanted - Math.sin(turn) * y) + 2;
    double toY = factor * (Math.sin(turn) * slanted + Math.cos(turn) * y) - 3;
    assertThat(warp.xx() * toX + warp.xy() * toY + warp.x0()).isCloseTo(x, within(1e-12));
    assertThat(warp.yx() * toX + warp.yy() * toY + warp.y0()).isCloseTo(y, within(1e-12));
  }

  @Test
  void affineKeepsALinearRampLinear() {
    PixelsWritable ramp = Pictures.ramp(3, 41, 41);
    Affine.Warp warp = Affine.Warp.of(0.2, 1.5, 0.5, 1.3, 0.1);
    PixelsWritable warped = STILL.warp(ramp, warp);
    double y = warp.yx() * 3 + warp.yy() * -4 + warp.y0() + 20;
    double x = warp.xx() * 3 + warp.xy() * -4 + warp.x0() + 20;
    assertThat(warped.at(1, 16, 23))
        .isCloseTo((float) (0.1 + 0.004 * y + 0.003 * x), within(1e-5f));
  }
}
