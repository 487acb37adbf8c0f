package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import java.util.random.RandomGenerator;

/**
 * All samples times one factor. Nothing is clipped.
 *
 * @param db decibels, within -120 to 120; 6 is about twice the amplitude
 */
public record Gain(Range db) implements Augmentation<SamplesWritable> {

  /** Refuses gains beyond 120 decibels. */
  public Gain {
    Levels.within("gain: db", -Levels.MOST_DB, Levels.MOST_DB, db);
  }

  /** Half to twice the amplitude: how far speakers and distances differ. */
  public static Gain defaults() {
    return new Gain(Range.around0(6));
  }

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    return clip.with(Levels.scaled(clip.samples(), Levels.amplitude(db.draw(random))));
  }
}
