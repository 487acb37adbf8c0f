package dev.attune.evaluation;

/**
 * How well each gallery column answers each query: a matrix of shape {@code [queries, columns]} of
 * which a block of rows is computed at a time, so that a large gallery never stands in memory
 * whole. Higher is better. Implementations are safe for several threads.
 */
public interface Scores {
  /**
   * Number of rows.
   *
   * @return number of queries
   */
  int queries();

  /**
   * Number of columns.
   *
   * @return size of the gallery
   */
  int columns();

  /**
   * Computes neighbouring rows.
   *
   * @param first the first row
   * @param into one array of {@link #columns()} for each row
   */
  void rows(int first, double[][] into);

  /**
   * Scores that stand in memory.
   *
   * @param matrix {@code [queries, columns]}; not copied
   * @return a view
   * @throws IllegalArgumentException if there is no row, no column or the rows differ in length
   */
  static Scores of(double[][] matrix) {
    int columns = matrix.length == 0 ? 0 : matrix[0].length;
    requireShape(matrix.length, columns);
    for (int q = 0; q < matrix.length; q++) {
      requireColumns(q, columns, matrix[q].length);
    }
    return new Scores() {
      @Override
      public int queries() {
        return matrix.length;
      }

      @Override
      public int columns() {
        return columns;
      }

      @Override
      public void rows(int first, double[][] into) {
        for (int i = 0; i < into.length; i++) {
          System.arraycopy(matrix[first + i], 0, into[i], 0, columns);
        }
      }
    };
  }

  /**
   * Scores that stand in memory.
   *
   * @param matrix {@code [queries, columns]}; not copied
   * @return a view
   * @throws IllegalArgumentException if there is no row, no column or the rows differ in length
   */
  static Scores of(float[][] matrix) {
    int columns = matrix.length == 0 ? 0 : matrix[0].length;
    requireShape(matrix.length, columns);
    for (int q = 0; q < matrix.length; q++) {
      requireColumns(q, columns, matrix[q].length);
    }
    return new Scores() {
      @Override
      public int queries() {
        return matrix.length;
      }

      @Override
      public int columns() {
        return columns;
      }

      @Override
      public void rows(int first, double[][] into) {
        for (int i = 0; i < into.length; i++) {
          for (int c = 0; c < columns; c++) {
            into[i][c] = matrix[first + i][c];
          }
        }
      }
    };
  }

  /**
   * Dot products of two sets of embeddings.
   *
   * @param queries {@code [queries, width]}
   * @param gallery {@code [columns, width]}
   * @return scores computed on demand
   * @throws IllegalArgumentException if a side is empty or the widths differ
   */
  static Scores dot(float[][] queries, float[][] gallery) {
    return new DotScores(queries, gallery);
  }

  private static void requireShape(int rows, int columns) {
    if (rows == 0 || columns == 0) {
      throw new IllegalArgumentException(
          "scores: expected at least 1 row and 1 column, found [" + rows + ", " + columns + "]");
    }
  }

  private static void requireColumns(int row, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          "scores: row " + row + ": expected " + expected + " columns as in row 0, found " + found);
    }
  }
}
