package dev.attune.evaluation;

import java.util.Arrays;

/**
 * Dot products of two sets of rows. The gallery is held transposed, so that the innermost loop runs
 * over columns and becomes vector instructions; every pair is summed in the same order, so that
 * equal vectors give equal scores to the bit.
 */
final class DotScores implements Scores {
  private static final int TILE = 512;

  /** Rows whose sums stay in the nearest cache beside the columns of a pass. */
  private static final int GROUP = 8;

  private final float[][] queries;

  /** [tiles, width, columns of the tile]: read from their start, or no vectors come of it. */
  private final float[][][] tiles;

  private final int columns;

  DotScores(float[][] queries, float[][] gallery) {
    int width = requireRows("queries", queries);
    int galleryWidth = requireRows("gallery", gallery);
    if (width != galleryWidth) {
      throw new IllegalArgumentException(
          "embeddings: expected one width, found queries "
              + shape(queries, width)
              + " and gallery "
              + shape(gallery, galleryWidth));
    }
    this.queries = queries;
    this.columns = gallery.length;
    this.tiles = new float[(columns + TILE - 1) / TILE][width][];
    for (int tile = 0; tile < tiles.length; tile++) {
      int length = Math.min(TILE, columns - tile * TILE);
      Arrays.setAll(tiles[tile], d -> new float[length]);
      for (int c = 0; c < length; c++) {
        for (int d = 0; d < width; d++) {
          tiles[tile][d][c] = gallery[tile * TILE + c][d];
        }
      }
    }
  }

  private static int requireRows(String side, float[][] rows) {
    if (rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException(
          "embeddings: expected at least 1 row of width 1 in " + side + ", found none");
    }
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != rows[0].length) {
        throw new IllegalArgumentException(
            "embeddings: "
                + side
                + " row "
                + i
                + ": expected width "
                + rows[0].length
                + " as in row 0, found "
                + rows[i].length);
      }
    }
    return rows[0].length;
  }

  private static String shape(float[][] rows, int width) {
    return "[" + rows.length + ", " + width + "]";
  }

  @Override
  public int queries() {
    return queries.length;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public void rows(int first, double[][] into) {
    for (int tile = 0; tile < tiles.length; tile++) {
      float[][] sums = new float[Math.min(GROUP, into.length)][tiles[tile][0].length];
      for (int from = 0; from < into.length; from += GROUP) {
        int count = Math.min(GROUP, into.length - from);
        add(first + from, count, tiles[tile], sums);
        for (int i = 0; i < count; i++) {
          double[] row = into[from + i];
          for (int c = 0; c < sums[i].length; c++) {
            row[tile * TILE + c] = sums[i][c];
          }
        }
      }
    }
  }

  /** Dimensions outside, rows inside: the columns of a pass stay in the nearest cache. */
  private void add(int first, int count, float[][] tile, float[]... sums) {
    for (int i = 0; i < count; i++) {
      Arrays.fill(sums[i], 0f);
    }
    int d = 0;
    // Four dimensions a pass: the sums travel to and from the cache a quarter as often.
    for (; d + 3 < tile.length; d += 4) {
      for (int i = 0; i < count; i++) {
        four(queries[first + i], d, tile, sums[i]);
      }
    }
    for (; d < tile.length; d++) {
      for (int i = 0; i < count; i++) {
        one(queries[first + i][d], tile[d], sums[i]);
      }
    }
  }

  private static void one(float factor, float[] column, float[] sums) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] += factor * column[c];
    }
  }

  private static void four(float[] query, int d, float[][] tile, float[] sums) {
    float factor0 = query[d];
    float factor1 = query[d + 1];
    float factor2 = query[d + 2];
    float factor3 = query[d + 3];
    float[] column0 = tile[d];
    float[] column1 = tile[d + 1];
    float[] column2 = tile[d + 2];
    float[] column3 = tile[d + 3];
    for (int c = 0; c < sums.length; c++) {
      sums[c] +=
          factor0 * column0[c] + factor1 * column1[c] + factor2 * column2[c] + factor3 * column3[c];
    }
  }
}
