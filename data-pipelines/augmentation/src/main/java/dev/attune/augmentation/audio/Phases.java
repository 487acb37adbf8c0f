package dev.attune.augmentation.audio;

/** The outputs of a {@link Resampler}, each a weighted sum of the inputs around its time. */
interface Phases {

  /**
   * Fills the outputs.
   *
   * @param padded the inputs, with {@link #half} zeros before and behind
   * @param outputs all are written
   */
  void fill(float[] padded, float[] outputs);

  /** How many inputs to each side an output needs. */
  int half();

  /**
   * The sum of products; eight sums at once, as the processor would else wait for each addition.
   */
  static float dot(float[] padded, int from, float[] weights) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int k = 0; k < weights.length; k += 8) {
      s0 += weights[k] * padded[from + k];
      s1 += weights[k + 1] * padded[from + k + 1];
      s2 += weights[k + 2] * padded[from + k + 2];
      s3 += weights[k + 3] * padded[from + k + 3];
      s4 += weights[k + 4] * padded[from + k + 4];
      s5 += weights[k + 5] * padded[from + k + 5];
      s6 += weights[k + 6] * padded[from + k + 6];
      s7 += weights[k + 7] * padded[from + k + 7];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }
}
