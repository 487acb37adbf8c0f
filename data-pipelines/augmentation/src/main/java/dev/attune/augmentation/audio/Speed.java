package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import java.util.random.RandomGenerator;

/**
 * The clip played faster or slower, so that pitch and duration change together (Ko, Peddinti, Povey
 * and Khudanpur, "Audio augmentation for speech recognition", Interspeech 2015). Of n samples n /
 * factor are left.
 *
 * @param factor within 0.5 to 2, rounded to whole percents as in SpeechBrain, so that {@link
 *     Resampler} needs few phases; above 1 is faster, higher and shorter
 */
public record Speed(Range factor) implements Augmentation<SamplesWritable> {
  private static final int PERCENT = 100;

  /** Refuses factors beyond an octave. */
  public Speed {
    Levels.within("speed: factor", 0.5, 2, factor);
  }

  /** 0.9 to 1.1, the extremes of Kaldi's recipes and of Ko et al. */
  public static Speed defaults() {
    return new Speed(Range.of(0.9, 1.1));
  }

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    int percents = (int) Math.round(PERCENT * factor.draw(random));
    return clip.with(Resampler.reduced(percents, PERCENT).apply(clip.samples()));
  }
}
