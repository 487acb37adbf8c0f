package dev.attune.pretraining.method;

import dev.attune.augmentation.audio.SpectrogramWritable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Sounds of different lengths, all of noise. */
final class ToySounds {
  static final int BANDS = 3;

  private ToySounds() {}

  static List<SpectrogramWritable> of(long seed, int... frames) {
    SplittableRandom random = new SplittableRandom(seed);
    List<SpectrogramWritable> sounds = new ArrayList<>();
    for (int length : frames) {
      float[] values = new float[length * BANDS];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      sounds.add(new SpectrogramWritable(values, length, BANDS));
    }
    return sounds;
  }

  /** The same sound, one frame of which is another. */
  static SpectrogramWritable changed(SpectrogramWritable sound, int frame, float value) {
    float[] values = sound.values().clone();
    for (int band = 0; band < BANDS; band++) {
      values[frame * BANDS + band] = value;
    }
    return new SpectrogramWritable(values, sound.frames(), BANDS);
  }
}
