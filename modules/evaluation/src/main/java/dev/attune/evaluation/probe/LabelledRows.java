package dev.attune.evaluation.probe;

import java.util.Arrays;

/**
 * Features of items, each with its class.
 *
 * @param features {@code [rows, width]}, at least one row, all finite
 * @param labels one class a row, from 0
 */
public record LabelledRows(float[][] features, int[] labels) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException in one line, if numbers or widths differ, a value is not
   *     finite, or a label is negative
   */
  public LabelledRows {
    if (features.length == 0 || features.length != labels.length) {
      throw new IllegalArgumentException(
          "probe: expected one label for each of at least 1 rows, found %d rows and %d labels"
              .formatted(features.length, labels.length));
    }
    int width = features[0].length;
    for (int row = 0; row < features.length; row++) {
      if (features[row].length != width || width == 0) {
        throw new IllegalArgumentException(
            "probe: row %d: expected width %d, found %d"
                .formatted(row, Math.max(1, width), features[row].length));
      }
      for (float value : features[row]) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "probe: row %d: expected finite features, found %s".formatted(row, value));
        }
      }
      if (labels[row] < 0) {
        throw new IllegalArgumentException(
            "probe: row %d: expected a class from 0, found %d".formatted(row, labels[row]));
      }
    }
  }

  /** Number of rows. */
  public int size() {
    return labels.length;
  }

  /** Width of the features. */
  public int width() {
    return features[0].length;
  }

  /** One more than the highest class. */
  public int classes() {
    return Arrays.stream(labels).max().orElseThrow() + 1;
  }

  /** Some of the rows. */
  public LabelledRows only(int... rows) {
    float[][] some = Arrays.stream(rows).mapToObj(row -> features[row]).toArray(float[][]::new);
    return new LabelledRows(some, Arrays.stream(rows).map(row -> labels[row]).toArray());
  }
}
