package dev.attune.evaluation;

/**
 * A matrix cut into upright strips, each with its rows as arrays: sums of a strip's rows stay in
 * the nearest cache, and are read from their start.
 */
public final class Strips {
  private static final int WIDEST = 256;

  private Strips() {}

  /** How many strips a width makes. */
  public static int count(int width) {
    return (width + WIDEST - 1) / WIDEST;
  }

  /** The column at which a strip begins; that of the strip behind the last is the width. */
  public static int start(int width, int strip) {
    return (int) ((long) strip * width / count(width));
  }

  /**
   * Empty strips.
   *
   * @return {@code [strips, rows, width of the strip]}
   */
  public static double[][][] empty(int rows, int width) {
    double[][][] strips = new double[count(width)][][];
    for (int s = 0; s < strips.length; s++) {
      strips[s] = new double[rows][start(width, s + 1) - start(width, s)];
    }
    return strips;
  }

  /**
   * Cuts a matrix.
   *
   * @param rows {@code [rows, width]}; copied
   * @return {@code [strips, rows, width of the strip]}
   */
  public static double[][][] of(double[][] rows) {
    int width = rows[0].length;
    double[][][] strips = empty(rows.length, width);
    for (int s = 0; s < strips.length; s++) {
      int start = start(width, s);
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], start, strips[s][i], 0, strips[s][i].length);
      }
    }
    return strips;
  }
}
