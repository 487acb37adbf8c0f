package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * One part of the clip slower and the rest faster, on the spectrogram: a frame that is drawn moves
 * by a distance that is drawn, both ends stay, and between them time runs evenly (SpecAugment, Park
 * et al., arXiv 1904.08779; linear instead of spline interpolation). The number of frames is kept.
 *
 * @param maxFrames W of the paper: the furthest that the frame moves, at least 1; on clips of fewer
 *     than {@code 2 W + 3} frames, as far as fits
 */
public record TimeWarp(int maxFrames) implements Augmentation<SpectrogramWritable> {

  /** Refuses distances below 1. */
  public TimeWarp {
    Require.positive("time_warp: max_frames", maxFrames);
  }

  @Override
  public SpectrogramWritable apply(SpectrogramWritable spectrogram, RandomGenerator random) {
    int last = spectrogram.frames() - 1;
    int furthest = Math.min(maxFrames, (last - 2) / 2);
    if (furthest < 1) {
      return spectrogram;
    }
    int from = random.nextInt(furthest + 1, last - furthest);
    double to = from + furthest * (2 * random.nextDouble() - 1);
    return warped(spectrogram, from, to);
  }

  /** The frame at {@code from} comes to stand at {@code to}. */
  static SpectrogramWritable warped(SpectrogramWritable spectrogram, int from, double to) {
    int last = spectrogram.frames() - 1;
    int bands = spectrogram.bands();
    float[] values = spectrogram.values();
    float[] warped = new float[values.length];
    for (int frame = 0; frame <= last; frame++) {
      double time =
          frame <= to ? frame * from / to : last - (last - frame) * (last - from) / (last - to);
      int before = Math.min(last - 1, (int) time);
      float share = (float) (time - before);
      for (int band = 0; band < bands; band++) {
        float value = values[before * bands + band];
        float next = values[(before + 1) * bands + band];
        warped[frame * bands + band] = value + share * (next - value);
      }
    }
    return spectrogram.with(warped);
  }
}
