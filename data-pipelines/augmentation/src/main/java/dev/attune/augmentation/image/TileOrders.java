package dev.attune.augmentation.image;

import dev.attune.augmentation.Permutations;
import dev.attune.augmentation.Require;
import dev.attune.augmentation.Transformations;

/**
 * A picture cut into tiles that are put in another order: which order, is to be told (jigsaw
 * puzzles, arXiv 1603.09246). The tiles make one picture again (as in arXiv 1903.06864), so that
 * any encoder of pictures takes it; the gaps and the normalisation of each tile, by which the first
 * paper keeps a network from matching edges, are left out.
 *
 * <p>Tiles are {@code floor(side / grid)} pixels long and lie over the centre of the picture. What
 * the grid does not divide, fewer than {@code grid} rows and columns in all, is lost: there the
 * nearest pixel of the shuffled part is repeated, in every order alike, since what had stayed in
 * its place would tell where the tiles beside it belong. The size of the picture is kept.
 *
 * @param grid tiles along each side, 2 to 4
 * @param permutations of {@code grid * grid} tiles, counted row by row
 */
public record TileOrders(int grid, Permutations permutations)
    implements Transformations<PixelsWritable> {

  /** Refuses orders of another number of tiles. */
  public TileOrders {
    Require.that(grid >= 2 && grid <= 4, "tile_orders: grid: expected 2 to 4, found %s", grid);
    Require.that(permutations != null, "tile_orders: permutations: expected some, found none");
    Require.that(
        permutations.parts() == grid * grid,
        "tile_orders: permutations: expected orders of %s tiles, found orders of %s",
        grid * grid,
        permutations.parts());
  }

  @Override
  public int count() {
    return permutations.count();
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, int which) {
    int[] order = permutations.order(which);
    Require.that(
        image.height() >= grid && image.width() >= grid,
        "tile_orders: expected a picture of at least %s by %s pixels, found %s",
        grid,
        grid,
        image);
    int[] sources = sources(order, image.height(), image.width());
    float[] values = image.values();
    float[] shuffled = new float[values.length];
    for (int start = 0; start < shuffled.length; start += sources.length) {
      for (int i = 0; i < sources.length; i++) {
        shuffled[start + i] = values[start + sources[i]];
      }
    }
    return new PixelsWritable(shuffled, image.channels(), image.height(), image.width());
  }

  /** For each pixel of a plane, the pixel that comes to stand there. */
  private int[] sources(int[] order, int height, int width) {
    int tileHeight = height / grid;
    int tileWidth = width / grid;
    int top = height % grid / 2;
    int left = width % grid / 2;
    int[] sources = new int[height * width];
    for (int y = 0; y < height; y++) {
      int row = Math.max(0, Math.min(grid * tileHeight - 1, y - top));
      for (int x = 0; x < width; x++) {
        int column = Math.max(0, Math.min(grid * tileWidth - 1, x - left));
        int tile = order[row / tileHeight * grid + column / tileWidth];
        int fromY = top + tile / grid * tileHeight + row % tileHeight;
        int fromX = left + tile % grid * tileWidth + column % tileWidth;
        sources[y * width + x] = fromY * width + fromX;
      }
    }
    return sources;
  }
}
