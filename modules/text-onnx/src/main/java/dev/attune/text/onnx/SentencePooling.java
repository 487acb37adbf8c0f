package dev.attune.text.onnx;

import java.util.Arrays;

/** How a sentence's vector comes of its tokens' vectors; padding takes no part. */
enum SentencePooling {
  /** The mean over the tokens, opening and closing one included. */
  MEAN("mean") {
    @Override
    float[] pool(float[] tokens, int from, int count, int width) {
      float[] row = new float[width];
      for (int at = 0; at < count * width; at++) {
        row[at % width] += tokens[from + at];
      }
      for (int d = 0; d < width; d++) {
        row[d] /= count;
      }
      return row;
    }
  },
  /** The opening token's vector. */
  FIRST("cls") {
    @Override
    float[] pool(float[] tokens, int from, int count, int width) {
      return Arrays.copyOfRange(tokens, from, from + width);
    }
  },
  /** Each dimension's largest value. */
  MAX("max") {
    @Override
    float[] pool(float[] tokens, int from, int count, int width) {
      float[] row = FIRST.pool(tokens, from, count, width);
      for (int at = width; at < count * width; at++) {
        row[at % width] = Math.max(row[at % width], tokens[from + at]);
      }
      return row;
    }
  };

  private final String mode;

  SentencePooling(String mode) {
    this.mode = mode;
  }

  /** Its name in {@code 1_Pooling/config.json}. */
  String mode() {
    return mode;
  }

  /**
   * The vector of a sentence.
   *
   * @param tokens holds the vectors of its tokens, [count, width], from a place on
   * @return [width]
   */
  abstract float[] pool(float[] tokens, int from, int count, int width);
}
