package dev.attune.audio.encoder;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.graph.Encoder;
import dev.attune.graph.InputSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Spectrograms as the arrays that an audio tower reads. */
public final class AudioInputs {
  private AudioInputs() {}

  /**
   * Arrays by the names of the tower's inputs in a graph, such as {@code audio.log_mel}. Of a clip
   * longer than the tower's rows the first frames are taken.
   *
   * @param tower reads {@code log_mel} and {@code mask}
   * @param logMels at most as many as rows, normalised
   * @param rows of the batch; those beyond the clips are all padding
   * @throws IllegalArgumentException if there are too many clips, or their bands are others
   */
  public static Batch of(Encoder tower, List<SpectrogramWritable> logMels, int rows) {
    if (logMels.size() > rows) {
      throw new IllegalArgumentException(
          "clips: expected at most %d, found %d".formatted(rows, logMels.size()));
    }
    long[] shape = shape(tower);
    int frames = Math.toIntExact(shape[1]);
    int bands = Math.toIntExact(shape[2]);
    float[] values = new float[Math.multiplyExact(rows, frames * bands)];
    float[] mask = new float[rows * frames];
    for (int row = 0; row < logMels.size(); row++) {
      SpectrogramWritable logMel = logMels.get(row);
      if (logMel.bands() != bands) {
        throw new IllegalArgumentException(
            "log_mel: expected %d bands, found %d".formatted(bands, logMel.bands()));
      }
      int kept = Math.min(frames, logMel.frames());
      System.arraycopy(logMel.values(), 0, values, row * frames * bands, kept * bands);
      Arrays.fill(mask, row * frames, row * frames + kept, 1);
    }
    String name = tower.name() + ".";
    return new Batch(
        rows, Map.of(name + AudioTower.LOG_MEL, values, name + AudioTower.MASK, mask), Map.of());
  }

  /** The tower's steps that each row of a batch has, padding left out. */
  public static int[] steps(AudioTower tower, Batch batch) {
    float[] mask = batch.floats().get(tower.name() + "." + AudioTower.MASK);
    int[] steps = new int[batch.rows()];
    for (int row = 0; row < steps.length; row++) {
      int frames = 0;
      while (frames < tower.frames() && mask[row * tower.frames() + frames] == 1) {
        frames++;
      }
      steps[row] = (frames + tower.framesAStep() - 1) / tower.framesAStep();
    }
    return steps;
  }

  /** Frames a row of a tower's {@code log_mel}. */
  public static int frames(Encoder tower) {
    return Math.toIntExact(shape(tower)[1]);
  }

  private static long[] shape(Encoder tower) {
    return tower.inputs(1).stream()
        .filter(input -> input.name().equals(AudioTower.LOG_MEL))
        .map(InputSpec::shape)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a tower that reads log_mel, found " + tower));
  }
}
