package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * The clip faster or slower at the same pitch, by WSOLA (Verhelst and Roelands, "An overlap-add
 * technique based on waveform similarity", ICASSP 1993). Of n samples n / tempo are left.
 *
 * @param tempo within 0.5 to 2; above 1 is faster and shorter
 */
public record TimeStretch(Range tempo) implements Augmentation<SamplesWritable> {

  /** Refuses tempos beyond a factor of 2, where words fall apart. */
  public TimeStretch {
    Levels.within("time_stretch: tempo", 0.5, 2, tempo);
  }

  /** 0.8 to 1.25: how much speakers differ. */
  public static TimeStretch defaults() {
    return new TimeStretch(Range.of(0.8, 1.25));
  }

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    double drawn = tempo.draw(random);
    int length = (int) Math.max(1, Math.round(clip.size() / drawn));
    Require.that(
        length <= SamplesWritable.MAX_SAMPLES,
        "time_stretch: expected a result of at most %s samples, found %s at tempo %s of %s",
        SamplesWritable.MAX_SAMPLES,
        length,
        drawn,
        clip);
    return clip.with(new Wsola(clip.sampleRateHz()).stretch(clip.samples(), length, drawn));
  }
}
