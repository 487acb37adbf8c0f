package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Noise laid over the clip, so loud that the ratio of the two powers over the whole clip is exactly
 * the one drawn. A silent clip stays as it is.
 *
 * @param snrDb signal-to-noise ratio in decibels, within -120 to 120; at 0 both are equally loud
 * @param colours one of them is drawn for each clip; at least one
 */
public record AdditiveNoise(Range snrDb, List<NoiseColour> colours)
    implements Augmentation<SamplesWritable> {

  /** Copies the list, and refuses an empty one and ratios beyond 120 decibels. */
  public AdditiveNoise {
    Levels.within("additive_noise: snr_db", -Levels.MOST_DB, Levels.MOST_DB, snrDb);
    Require.that(
        colours != null && !colours.isEmpty(),
        "additive_noise: colours: expected at least one of %s, found none",
        List.of(NoiseColour.values()));
    colours = List.copyOf(colours);
  }

  /** Ratios of 10 to 30 decibels, from a busy street to a quiet room, in all colours. */
  public static AdditiveNoise defaults() {
    return new AdditiveNoise(Range.of(10, 30), List.of(NoiseColour.values()));
  }

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    NoiseColour colour = colours.get(random.nextInt(colours.size()));
    double ratio = snrDb.draw(random);
    return Levels.overlaid(clip, colour.draw(clip.size(), clip.sampleRateHz(), random), ratio);
  }
}
