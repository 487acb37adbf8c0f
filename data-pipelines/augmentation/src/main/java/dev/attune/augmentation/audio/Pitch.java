package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The clip higher or lower at the same duration: stretched by WSOLA ({@link TimeStretch}), then
 * resampled back to as many samples as it had. Formants move along, as with a smaller or larger
 * speaker.
 *
 * @param semitones within -12 to 12; twelve are a factor of 2 of each frequency
 */
public record Pitch(Range semitones) implements Augmentation<SamplesWritable> {

  /** Refuses changes beyond an octave. */
  public Pitch {
    Levels.within("pitch: semitones", -12, 12, semitones);
  }

  /** Two semitones to either side: a voice remains one. */
  public static Pitch defaults() {
    return new Pitch(Range.around0(2));
  }

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    double factor = Math.pow(2, semitones.draw(random) / 12);
    int length = (int) Math.max(1, Math.round(clip.size() * factor));
    float[] stretched = new Wsola(clip.sampleRateHz()).stretch(clip.samples(), length, 1 / factor);
    float[] resampled = Resampler.ofRatio(1 / factor).apply(stretched);
    // Two roundings may have left one sample too few or too many.
    return clip.with(Arrays.copyOf(resampled, clip.size()));
  }
}
