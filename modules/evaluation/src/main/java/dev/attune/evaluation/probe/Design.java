package dev.attune.evaluation.probe;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Features in blocks of rows, in double. Each block stands by rows and by columns, 16 bytes a
 * feature: logits are sums of columns, gradients sums of rows, and neither is a loop over strides.
 *
 * @param width of the features
 * @param size number of rows
 */
record Design(int width, int size, List<Block> blocks) {
  private static final int BLOCK = 256;

  /**
   * Some rows that follow each other.
   *
   * @param first the first of them
   * @param rows {@code [rows, width]}
   * @param columns {@code [width, rows]}
   */
  record Block(int first, double[][] rows, double[][] columns) {
    static Block of(float[][] features, int first) {
      int count = Math.min(BLOCK, features.length - first);
      int width = features[0].length;
      double[][] rows = new double[count][width];
      double[][] columns = new double[width][count];
      for (int i = 0; i < count; i++) {
        for (int d = 0; d < width; d++) {
          rows[i][d] = features[first + i][d];
          columns[d][i] = rows[i][d];
        }
      }
      return new Block(first, rows, columns);
    }

    int size() {
      return rows.length;
    }

    /**
     * Logits of the block's rows.
     *
     * @param weights {@code [classes, width + 1]}, the bias last
     * @param logits {@code [classes, rows]}, filled
     */
    void logits(double[][] weights, double[][] logits) {
      for (int c = 0; c < weights.length; c++) {
        Arrays.fill(logits[c], weights[c][columns.length]);
      }
      // Columns outside, classes inside: the columns of a pass stay in the nearest cache.
      for (int d = 0; d < columns.length; d += ScaledSums.PASS) {
        for (int c = 0; c < weights.length; c++) {
          ScaledSums.add(logits[c], columns, d, weights[c]);
        }
      }
    }
  }

  /**
   * Copies features.
   *
   * @param features {@code [rows, width]}, at least one row
   */
  static Design of(float[][] features) {
    return new Design(features[0].length, features.length, blocks(features).toList());
  }

  /** The blocks alone, in parallel, for what needs each of them once. */
  static Stream<Block> blocks(float[][] features) {
    return IntStream.range(0, (features.length + BLOCK - 1) / BLOCK)
        .parallel()
        .mapToObj(block -> Block.of(features, block * BLOCK));
  }

  /** XᵀX over the number of rows, {@code [width, width]}; each row of it summed in one order. */
  double[][] secondMoment() {
    double[][] moment = new double[width][width];
    IntStream.range(0, width)
        .parallel()
        .forEach(
            i -> {
              for (Block block : blocks) {
                for (int row = 0; row < block.size(); row += ScaledSums.PASS) {
                  ScaledSums.add(moment[i], block.rows, row, block.columns[i]);
                }
              }
              for (int j = 0; j < width; j++) {
                moment[i][j] /= size;
              }
            });
    return moment;
  }
}
