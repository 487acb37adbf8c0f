package dev.attune.evaluation;

import java.util.Arrays;

/**
 * Dot products of two sets of rows. The gallery is held transposed, so that the innermost loop runs
 * over columns and becomes vector instructions; every pair is summed in the same order, so that
 * equal vectors give equal scores to the bit.
 */
final class DotScores implements Scores {
  private static final int TILE = 1024;

  private final float[][] queries;
  private final float[][] transposed;
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
    this.transposed = new float[width][columns];
    for (int c = 0; c < columns; c++) {
      for (int d = 0; d < width; d++) {
        transposed[d][c] = gallery[c][d];
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
    float[] sums = new float[TILE];
    // Tiles outside, rows inside: a tile of the gallery stays in cache for all rows of the block.
    for (int from = 0; from < columns; from += TILE) {
      int length = Math.min(TILE, columns - from);
      for (int i = 0; i < into.length; i++) {
        tile(queries[first + i], from, length, sums);
        double[] row = into[i];
        for (int c = 0; c < length; c++) {
          row[from + c] = sums[c];
        }
      }
    }
  }

  private void tile(float[] query, int from, int length, float[] sums) {
    Arrays.fill(sums, 0, length, 0f);
    int d = 0;
    // Four dimensions a pass: the sums travel to and from the cache a quarter as often.
    for (; d + 3 < query.length; d += 4) {
      four(query, d, from, length, sums);
    }
    for (; d < query.length; d++) {
      float factor = query[d];
      float[] column = transposed[d];
      for (int c = 0; c < length; c++) {
        sums[c] += factor * column[from + c];
      }
    }
  }

  private void four(float[] query, int d, int from, int length, float[] sums) {
    float factor0 = query[d];
    float factor1 = query[d + 1];
    float factor2 = query[d + 2];
    float factor3 = query[d + 3];
    float[] column0 = transposed[d];
    float[] column1 = transposed[d + 1];
    float[] column2 = transposed[d + 2];
    float[] column3 = transposed[d + 3];
    for (int c = 0; c < length; c++) {
      int at = from + c;
      sums[c] +=
          factor0 * column0[at]
              + factor1 * column1[at]
              + factor2 * column2[at]
              + factor3 * column3[at];
    }
  }
}
