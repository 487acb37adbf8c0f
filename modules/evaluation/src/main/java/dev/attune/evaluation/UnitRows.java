package dev.attune.evaluation;

/** Rows scaled to length 1. */
public final class UnitRows {
  private UnitRows() {}

  /** A copy of each row at length 1; a row of zeros stays as it is and is near to nothing. */
  public static float[][] of(float[][] rows) {
    float[][] unit = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double squares = 0;
      for (float value : rows[i]) {
        squares += (double) value * value;
      }
      double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
      unit[i] = new float[rows[i].length];
      for (int d = 0; d < rows[i].length; d++) {
        unit[i][d] = (float) (rows[i][d] * scale);
      }
    }
    return unit;
  }
}
