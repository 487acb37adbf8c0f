package dev.attune.augmentation.audio;

/**
 * The phases of a reduced ratio of small numbers, each with its own weights: output n lies at the
 * time n * down / up, whose fraction repeats after {@code up} outputs.
 */
final class PeriodicPhases implements Phases {
  private final int up;
  private final int down;
  private final int half;
  private final float[][] weights;

  PeriodicPhases(int up, int down) {
    double stretch = Math.max(1.0, (double) down / up);
    this.up = up;
    this.down = down;
    this.half = KaiserSinc.half(stretch);
    this.weights = new float[up][];
    for (int phase = 0; phase < up; phase++) {
      weights[phase] = KaiserSinc.weights((double) phase / up, stretch, half);
    }
  }

  @Override
  public int half() {
    return half;
  }

  @Override
  public void fill(float[] padded, float[] outputs) {
    int whole = down / up;
    int rest = down % up;
    int floor = 1; // the padding moves input 0 to half, the first weight stands at 1 - half
    int phase = 0;
    for (int n = 0; n < outputs.length; n++) {
      outputs[n] = Phases.dot(padded, floor, weights[phase]);
      floor += whole;
      phase += rest;
      if (phase >= up) {
        phase -= up;
        floor++;
      }
    }
  }
}
