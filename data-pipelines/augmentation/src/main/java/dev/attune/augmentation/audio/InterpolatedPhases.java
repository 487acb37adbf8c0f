package dev.attune.augmentation.audio;

/**
 * Any ratio: weights are tabulated at evenly spaced fractions, and outputs are interpolated
 * linearly between the two next to theirs (J. O. Smith, "Digital Audio Resampling").
 *
 * <p>With {@link #STEPS} fractions to a sample of the slower rate, no weight is further off than
 * pi² / 3 / 8 / 512² of the largest, 116 decibels below it.
 */
final class InterpolatedPhases implements Phases {
  private static final int STEPS = 512;

  private final double step;
  private final int half;
  private final float[][] weights;

  /** Phases for outputs that lie {@code step} input samples apart. */
  InterpolatedPhases(double step) {
    double stretch = Math.max(1, step);
    int fractions = (int) Math.ceil(STEPS / stretch);
    this.step = step;
    this.half = KaiserSinc.half(stretch);
    this.weights = new float[fractions + 1][];
    for (int i = 0; i <= fractions; i++) {
      weights[i] = KaiserSinc.weights((double) i / fractions, stretch, half);
    }
  }

  @Override
  public int half() {
    return half;
  }

  @Override
  public void fill(float[] padded, float[] outputs) {
    int fractions = weights.length - 1;
    for (int n = 0; n < outputs.length; n++) {
      double time = n * step;
      int floor = (int) time;
      double point = (time - floor) * fractions;
      int row = (int) point;
      float share = (float) (point - row);
      outputs[n] = blend(padded, floor + 1, weights[row], weights[row + 1], share);
    }
  }

  /** (1 - share) times the sum under one row of weights, share times that under the next. */
  private static float blend(
      float[] padded, int from, float[] before, float[] behind, float share) {
    float b0 = 0;
    float b1 = 0;
    float b2 = 0;
    float b3 = 0;
    float a0 = 0;
    float a1 = 0;
    float a2 = 0;
    float a3 = 0;
    for (int k = 0; k < before.length; k += 4) {
      float x0 = padded[from + k];
      float x1 = padded[from + k + 1];
      float x2 = padded[from + k + 2];
      float x3 = padded[from + k + 3];
      b0 += before[k] * x0;
      a0 += behind[k] * x0;
      b1 += before[k + 1] * x1;
      a1 += behind[k + 1] * x1;
      b2 += before[k + 2] * x2;
      a2 += behind[k + 2] * x2;
      b3 += before[k + 3] * x3;
      a3 += behind[k + 3] * x3;
    }
    float sum = (b0 + b1) + (b2 + b3);
    return sum + share * ((a0 + a1) + (a2 + a3) - sum);
  }
}
