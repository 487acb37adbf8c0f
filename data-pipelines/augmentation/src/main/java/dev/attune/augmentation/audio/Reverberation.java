package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * The clip in a room: convolved with an impulse response that is drawn, white noise that decays
 * exponentially behind a direct path of 1 (Polack's model; Habets, "Single- and Multi-Microphone
 * Speech Dereverberation using Spectral Enhancement", 2007, chapter 2). The length is kept, what
 * sounds on after the clip's end is cut off.
 *
 * @param rt60Seconds how long the room takes to fall by 60 decibels, above 0 and at most 10 s
 * @param directToReverberantDb energy of the direct path over that of all the rest, in decibels,
 *     within -120 to 120; the higher, the nearer the speaker
 * @param keepEnergy whether the result is scaled to the energy that the clip had
 */
public record Reverberation(Range rt60Seconds, Range directToReverberantDb, boolean keepEnergy)
    implements Augmentation<SamplesWritable> {
  private static final double LONGEST_SECONDS = 10;

  /** Refuses rooms without or with too much of an echo. */
  public Reverberation {
    Require.that(
        rt60Seconds.low() > 0 && rt60Seconds.high() <= LONGEST_SECONDS,
        "reverberation: rt60_seconds: expected a range within (0, %s], found %s to %s",
        LONGEST_SECONDS,
        rt60Seconds.low(),
        rt60Seconds.high());
    Levels.within(
        "reverberation: direct_to_reverberant_db",
        -Levels.MOST_DB,
        Levels.MOST_DB,
        directToReverberantDb);
  }

  /** Living rooms to lecture halls (0.2 to 0.8 s), from near to as far as the echo is loud. */
  public static Reverberation defaults() {
    return new Reverberation(Range.of(0.2, 0.8), Range.of(0, 15), true);
  }

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    float[] wet = Convolution.apply(clip.samples(), impulseResponse(clip.sampleRateHz(), random));
    double power = Levels.power(clip.samples());
    double wetPower = Levels.power(wet);
    if (keepEnergy && wetPower > 0) {
      return clip.with(Levels.scaled(wet, Math.sqrt(power / wetPower)));
    }
    return clip.with(wet);
  }

  /** [samples]: the direct path, 1, and the noise behind it until it has fallen by 60 decibels. */
  float[] impulseResponse(int rateHz, RandomGenerator random) {
    double decay = rt60Seconds.draw(random) * rateHz;
    double ratio = Levels.amplitude(directToReverberantDb.draw(random));
    int tail = (int) Math.max(1, Math.round(decay));
    double[] noise = new double[tail];
    double energy = 0;
    for (int i = 0; i < tail; i++) {
      noise[i] = random.nextGaussian() * Math.pow(10, -3 * (i + 1) / decay);
      energy += noise[i] * noise[i];
    }
    double factor = energy == 0 ? 0 : 1 / (ratio * Math.sqrt(energy));
    float[] response = new float[tail + 1];
    response[0] = 1;
    for (int i = 0; i < tail; i++) {
      response[i + 1] = (float) (factor * noise[i]);
    }
    return response;
  }
}
