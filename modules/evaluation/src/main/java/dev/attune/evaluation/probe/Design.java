package dev.attune.evaluation.probe;

import dev.attune.evaluation.CrossProduct;
import dev.attune.evaluation.ScaledSums;
import dev.attune.evaluation.Strips;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Standardised features in blocks of rows, in double. Each block stands by rows and by columns, 16
 * bytes a feature: logits are sums of columns, gradients sums of rows, and neither is a loop over
 * strides.
 *
 * @param width of the features
 * @param size number of rows
 */
record Design(int width, int size, List<Block> blocks) {
  private static final int BLOCK = 256;

  /**
   * Some rows that follow each other.
   *
   * @param columns {@code [width, rows]}
   * @param strips the rows, {@code [strips, rows, width of the strip]}
   */
  record Block(Columns columns, double[][][] strips) {
    static Block of(Columns columns) {
      int width = columns.values.length;
      double[][][] strips = Strips.empty(columns.size(), width);
      for (int s = 0; s < strips.length; s++) {
        int start = Strips.start(width, s);
        for (int i = 0; i < columns.size(); i++) {
          double[] row = strips[s][i];
          for (int d = 0; d < row.length; d++) {
            row[d] = columns.values[start + d][i];
          }
        }
      }
      return new Block(columns, strips);
    }

    int size() {
      return columns.size();
    }
  }

  /**
   * The columns of some rows that follow each other: all that predictions need.
   *
   * @param first the first of the rows
   * @param values {@code [width, rows]}
   */
  record Columns(int first, double[][] values) {
    static Columns of(float[][] features, int first, Standardisation standardisation) {
      int count = Math.min(BLOCK, features.length - first);
      double[][] values = new double[features[0].length][count];
      for (int i = 0; i < count; i++) {
        standardisation.column(features[first + i], values, i);
      }
      return new Columns(first, values);
    }

    int size() {
      return values[0].length;
    }

    /**
     * Logits of the rows.
     *
     * @param weights {@code [classes, width + 1]}, the bias last
     * @param logits {@code [classes, rows]}, filled
     */
    void logits(double[][] weights, double[][] logits) {
      for (int c = 0; c < weights.length; c++) {
        Arrays.fill(logits[c], weights[c][values.length]);
      }
      // Columns outside, classes inside: the columns of a pass stay in the nearest cache.
      for (int d = 0; d < values.length; d += ScaledSums.PASS) {
        for (int c = 0; c < weights.length; c++) {
          ScaledSums.add(logits[c], values, d, weights[c]);
        }
      }
    }
  }

  /**
   * Copies features.
   *
   * @param features {@code [rows, width]}, at least one row
   */
  static Design of(float[][] features, Standardisation standardisation) {
    List<Block> blocks = columns(features, standardisation).map(Block::of).toList();
    return new Design(features[0].length, features.length, blocks);
  }

  /** The columns alone, in parallel, for what needs each of them once. */
  static Stream<Columns> columns(float[][] features, Standardisation standardisation) {
    return IntStream.range(0, (features.length + BLOCK - 1) / BLOCK)
        .parallel()
        .mapToObj(block -> Columns.of(features, block * BLOCK, standardisation));
  }

  /** XᵀX over the number of rows, {@code [width, width]}. */
  double[][] secondMoment() {
    List<CrossProduct.Part> parts =
        blocks.stream()
            .map(block -> new CrossProduct.Part(block.columns.values, block.strips))
            .toList();
    double[][] moment = CrossProduct.of(parts, width, true);
    for (double[] row : moment) {
      for (int j = 0; j < width; j++) {
        row[j] /= size;
      }
    }
    return moment;
  }
}
