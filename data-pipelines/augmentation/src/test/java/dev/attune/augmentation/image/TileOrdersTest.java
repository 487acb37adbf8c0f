package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.augmentation.Permutations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileOrdersTest {
  private static final List<Integer> INVERSE = List.of(3, 0, 1, 2);
  private static final List<Integer> ORDER = List.of(1, 2, 3, 0);
  private static final Permutations FOUR =
      new Permutations(List.of(List.of(0, 1, 2, 3), ORDER, INVERSE));

  private static float[] numbered(int height, int width) {
    float[] values = new float[height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return values;
  }

  @Test
  void aSmallPuzzle() {
    PixelsWritable picture = new PixelsWritable(numbered(2, 4), 1, 2, 4);
    TileOrders orders = new TileOrders(2, FOUR);
    assertThat(orders.count()).isEqualTo(3);
    assertThat(orders.apply(picture, 0)).isEqualTo(picture);
    assertThat(orders.apply(picture, 1).values()).containsExactly(2, 3, 4, 5, 6, 7, 0, 1);
    assertThat(orders.apply(picture, 2).values()).containsExactly(6, 7, 0, 1, 2, 3, 4, 5);
  }

  @ParameterizedTest
  @CsvSource({"3,9,12", "3,3,3", "4,8,20", "2,6,2"})
  void eachPlaceHoldsTheTileOfTheOrder(int grid, int height, int width) {
    Permutations permutations = Permutations.of(grid * grid, 12, 3);
    PixelsWritable picture = Pictures.noise(3, height, width, 1);
    int tileHeight = height / grid;
    int tileWidth = width / grid;
    for (int which = 0; which < 12; which++) {
      PixelsWritable shuffled = new TileOrders(grid, permutations).apply(picture, which);
      for (int place = 0; place < grid * grid; place++) {
        int tile = permutations.order(which)[place];
        for (int y = 0; y < tileHeight; y++) {
          for (int x = 0; x < tileWidth; x++) {
            int toY = place / grid * tileHeight + y;
            int toX = place % grid * tileWidth + x;
            int fromY = tile / grid * tileHeight + y;
            int fromX = tile % grid * tileWidth + x;
            for (int c = 0; c < 3; c++) {
              assertThat(shuffled.at(c, toY, toX)).isEqualTo(picture.at(c, fromY, fromX));
            }
          }
        }
      }
    }
    assertThat(picture).isEqualTo(Pictures.noise(3, height, width, 1));
  }

  @Test
  void theInverseOrderUndoesIt() {
    PixelsWritable picture = Pictures.noise(3, 8, 6, 1);
    TileOrders orders = new TileOrders(2, FOUR);
    assertThat(orders.apply(orders.apply(picture, 1), 2)).isEqualTo(picture);
  }

  @Test
  void whatTheGridDoesNotDivideRepeatsTheShuffledEdge() {
    Permutations nine = Permutations.of(9, 40, 2);
    int height = 11;
    int width = 7;
    PixelsWritable picture = Pictures.noise(3, height, width, 1);
    // Tiles of 3 by 2 pixels lie over rows 1 to 9 and columns 0 to 5.
    float[] inside = new float[3 * 9 * 6];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = picture.at(i / 54, 1 + i % 54 / 6, i % 6);
    }
    PixelsWritable centre = new PixelsWritable(inside, 3, 9, 6);
    TileOrders orders = new TileOrders(3, nine);
    for (int which = 0; which < nine.count(); which++) {
      PixelsWritable shuffled = orders.apply(picture, which);
      PixelsWritable expected = orders.apply(centre, which);
      assertThat(shuffled.height()).isEqualTo(height);
      assertThat(shuffled.width()).isEqualTo(width);
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            int nearestY = Math.max(0, Math.min(8, y - 1));
            assertThat(shuffled.at(c, y, x)).isEqualTo(expected.at(c, nearestY, Math.min(5, x)));
          }
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TileOrders orders = new TileOrders(2, FOUR);
    assertThatThrownBy(() -> orders.apply(Pictures.noise(3, 1, 5, 1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tile_orders: expected a picture of at least 2 by 2 pixels, found PixelsWritable[3, 1, 5]");
    assertThatThrownBy(() -> orders.apply(Pictures.noise(3, 5, 1, 1), 1))
        .hasMessageContaining("found PixelsWritable[3, 5, 1]");
    assertThatThrownBy(() -> orders.apply(Pictures.noise(3, 4, 4, 1), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permutations: which: expected 0 to 2, found 3");
    assertThatThrownBy(() -> new TileOrders(3, FOUR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tile_orders: permutations: expected orders of 9 tiles, found orders of 4");
    assertThatThrownBy(() -> new TileOrders(1, FOUR))
        .hasMessage("tile_orders: grid: expected 2 to 4, found 1");
    assertThatThrownBy(() -> new TileOrders(2, null)).hasMessageContaining("found none");
  }
}
