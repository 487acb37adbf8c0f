package dev.attune.experiments.run;

import dev.attune.audio.encoder.AudioTower;
import dev.attune.engine.Batch;

/**
 * Hidden frames as the straight line between the seen frames beside them, band by band; beyond the
 * first and last seen frame as that frame. What reconstruction reaches without a model.
 */
final class InterpolationBaseline {
  private final int frames;
  private final int bands;
  private final int framesAStep;
  private final int patchesAStep;

  /**
   * For a tower.
   *
   * @param patchesAStep of the tower, all of which are hidden together
   */
  InterpolationBaseline(AudioTower tower, int patchesAStep) {
    this.frames = tower.frames();
    this.bands = tower.bands();
    this.framesAStep = tower.framesAStep();
    this.patchesAStep = patchesAStep;
  }

  /**
   * The mean squared error over a row's hidden steps; 0 if it has none.
   *
   * @param batch holds the spectrograms
   * @param seen [rows, patches], as {@link HiddenPatches} marks them
   * @param steps of the row, padding left out
   */
  double error(Batch batch, float[] seen, int row, int steps) {
    float[] logMel = batch.floats().get("audio." + AudioTower.LOG_MEL);
    boolean[] open = new boolean[steps * framesAStep];
    int patches = frames / framesAStep * patchesAStep;
    for (int frame = 0; frame < open.length; frame++) {
      open[frame] = seen[row * patches + frame / framesAStep * patchesAStep] == 1;
    }
    double sum = 0;
    int hidden = 0;
    for (int frame = 0; frame < open.length; frame++) {
      if (!open[frame]) {
        sum += error(logMel, row * frames, frame, open);
        hidden++;
      }
    }
    return hidden == 0 ? 0 : sum / hidden;
  }

  private double error(float[] logMel, int row, int frame, boolean... open) {
    int before = frame;
    while (before >= 0 && !open[before]) {
      before--;
    }
    int after = frame;
    while (after < open.length && !open[after]) {
      after++;
    }
    int left = before >= 0 ? before : after;
    int right = after < open.length ? after : before;
    double share = left == right ? 0 : (double) (frame - left) / (right - left);
    double sum = 0;
    for (int band = 0; band < bands; band++) {
      double from = logMel[(row + left) * bands + band];
      double to = logMel[(row + right) * bands + band];
      double difference = from + share * (to - from) - logMel[(row + frame) * bands + band];
      sum += difference * difference;
    }
    return sum / bands;
  }
}
