package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A recording laid over the clip, from a place in it that is drawn, and over again where it is
 * shorter than the clip. The ratio of the two powers over the whole clip is exactly the one drawn.
 * A clip or a piece of background that is silent leaves the clip as it is.
 *
 * @param backgrounds one of them is drawn for each clip; at least one, all at one sample rate
 * @param snrDb signal-to-noise ratio in decibels, within -120 to 120
 */
public record BackgroundNoise(List<SamplesWritable> backgrounds, Range snrDb)
    implements Augmentation<SamplesWritable> {

  /** Copies the list, and refuses an empty one, mixed rates and ratios beyond 120 decibels. */
  public BackgroundNoise {
    Require.that(
        backgrounds != null && !backgrounds.isEmpty(),
        "background_noise: expected at least one recording, found none");
    backgrounds = List.copyOf(backgrounds);
    for (SamplesWritable background : backgrounds) {
      SampleMixing.sameRate("background_noise", backgrounds.get(0), background);
    }
    Levels.within("background_noise: snr_db", -Levels.MOST_DB, Levels.MOST_DB, snrDb);
  }

  /**
   * Lays a background over the clip.
   *
   * @throws IllegalArgumentException if the clip has another sample rate than the backgrounds
   */
  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    SamplesWritable background = backgrounds.get(random.nextInt(backgrounds.size()));
    SampleMixing.sameRate("background_noise", background, clip);
    int start = random.nextInt(background.size());
    double ratio = snrDb.draw(random);
    float[] piece = new float[clip.size()];
    for (int done = 0; done < piece.length; start = 0) {
      int count = Math.min(piece.length - done, background.size() - start);
      System.arraycopy(background.samples(), start, piece, done, count);
      done += count;
    }
    return Levels.overlaid(clip, piece, ratio);
  }
}
