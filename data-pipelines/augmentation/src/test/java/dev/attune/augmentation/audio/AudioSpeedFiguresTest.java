package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many seconds of sound one thread works through in a second: the median of the last rounds.
 */
@Tag("figures")
class AudioSpeedFiguresTest {
  private static final Seeds SEEDS = new Seeds(1);
  private static final int ROUNDS = 61;

  @Test
  void resampling() {
    for (int from : new int[] {44_100, 22_050, 8000, 22_254, 48_000}) {
      Resampler resampler = Resampler.between(from, 16_000);
      SamplesWritable clip = Sounds.noise(20 * from, from, 1);
      double speed = median(clip.seconds(), round -> resampler.apply(clip.samples()).length);
      System.out.printf("%d to 16000 Hz: %.0f times real time%n", from, speed);
      assertThat(speed).isGreaterThan(100);
    }
  }

  @Test
  void augmentations() {
    List<Augmentation<SamplesWritable>> all =
        List.of(
            Gain.defaults(),
            TimeShift.defaults(),
            AdditiveNoise.defaults(),
            Reverberation.defaults(),
            Speed.defaults(),
            TimeStretch.defaults(),
            Pitch.defaults());
    SamplesWritable clip = Sounds.noise(3 * 16_000, 16_000, 1);
    for (Augmentation<SamplesWritable> augmentation : all) {
      double speed =
          median(clip.seconds(), round -> augmentation.apply(clip, SEEDS.at(0, round, 0)).size());
      System.out.printf(
          "%s: %.0f times real time%n", augmentation.getClass().getSimpleName(), speed);
      assertThat(speed).isGreaterThan(50);
    }
  }

  private static double median(double seconds, IntUnaryOperator change) {
    double[] speeds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      assertThat(change.applyAsInt(round)).isPositive();
      speeds[round] = seconds * 1e9 / (System.nanoTime() - start);
    }
    double[] last = Arrays.copyOfRange(speeds, ROUNDS / 2, ROUNDS);
    Arrays.sort(last);
    return last[last.length / 2];
  }
}
