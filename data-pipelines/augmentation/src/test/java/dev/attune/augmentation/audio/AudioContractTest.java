package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.OneOf;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import dev.attune.augmentation.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every augmentation of sounds and of spectrograms keeps to. */
class AudioContractTest {
  private static final Seeds SEEDS = new Seeds(78);
  private static final int RATE_HZ = 8000;

  static Stream<Augmentation<SamplesWritable>> sounds() {
    return Stream.of(
        Gain.defaults(),
        new Polarity(),
        TimeShift.defaults(),
        new TimeShift(Range.around0(1), true),
        AdditiveNoise.defaults(),
        new BackgroundNoise(List.of(Sounds.noise(500, RATE_HZ, 5)), Range.of(0, 10)),
        Reverberation.defaults(),
        Speed.defaults(),
        TimeStretch.defaults(),
        Pitch.defaults(),
        new RandomCrop(0.1),
        new CropOrPad(0.2),
        chain());
  }

  static Stream<Augmentation<SpectrogramWritable>> spectrograms() {
    return Stream.of(
        TimeMask.defaults(),
        FrequencyMask.defaults(),
        new TimeWarp(5),
        new FeatureNoise(0.3),
        Sequence.of(
            new TimeWarp(5),
            new TimeMask(2, 10, 0.5, MaskFill.MINIMUM),
            new FrequencyMask(1, 4, MaskFill.ZERO)));
  }

  static Augmentation<SamplesWritable> chain() {
    return Sequence.of(
        Speed.defaults(),
        Gain.defaults(),
        TimeShift.defaults(),
        OneOf.evenly(
            AdditiveNoise.defaults(), Reverberation.defaults(), Pitch.defaults(), new Polarity()));
  }

  @ParameterizedTest
  @MethodSource("sounds")
  void leaveTheirInputAsItIs(Augmentation<SamplesWritable> augmentation) {
    SamplesWritable sound = Sounds.noise(3000, RATE_HZ, 1);
    for (int i = 0; i < 10; i++) {
      augmentation.apply(sound, SEEDS.at(0, i, 0));
    }
    assertThat(sound).isEqualTo(Sounds.noise(3000, RATE_HZ, 1));
  }

  @ParameterizedTest
  @MethodSource("spectrograms")
  void leaveTheirSpectrogramAsItIs(Augmentation<SpectrogramWritable> augmentation) {
    SpectrogramWritable spectrogram = Sounds.spectrogram(60, 20, 1);
    boolean changed = false;
    for (int i = 0; i < 10; i++) {
      changed |= !augmentation.apply(spectrogram, SEEDS.at(0, i, 0)).equals(spectrogram);
    }
    assertThat(spectrogram).isEqualTo(Sounds.spectrogram(60, 20, 1));
    assertThat(changed).isTrue();
  }

  @ParameterizedTest
  @MethodSource("sounds")
  void dependOnTheRandomSourceAlone(Augmentation<SamplesWritable> augmentation) {
    SamplesWritable sound = Sounds.noise(3000, RATE_HZ, 1);
    SamplesWritable first = augmentation.apply(sound, SEEDS.at(0, 1, 0));
    augmentation.apply(sound, SEEDS.at(0, 2, 0));
    assertThat(augmentation.apply(sound, SEEDS.at(0, 1, 0))).isEqualTo(first).isNotEqualTo(sound);
  }

  @ParameterizedTest
  @MethodSource("spectrograms")
  void dependOnTheRandomSourceAloneToo(Augmentation<SpectrogramWritable> augmentation) {
    SpectrogramWritable spectrogram = Sounds.spectrogram(60, 20, 1);
    SpectrogramWritable first = augmentation.apply(spectrogram, SEEDS.at(0, 1, 0));
    augmentation.apply(spectrogram, SEEDS.at(0, 2, 0));
    assertThat(augmentation.apply(spectrogram, SEEDS.at(0, 1, 0))).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("sounds")
  void takeClipsOfAnyLength(Augmentation<SamplesWritable> augmentation) {
    for (int size : new int[] {1, 2, 3, 7, 100, 20_001}) {
      for (int i = 0; i < 3; i++) {
        SamplesWritable changed =
            augmentation.apply(Sounds.noise(size, RATE_HZ, 1), SEEDS.at(0, i, 0));
        assertThat(changed.sampleRateHz()).isEqualTo(RATE_HZ);
        for (float sample : changed.samples()) {
          assertThat(sample).isFinite();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sounds")
  void keepSilence(Augmentation<SamplesWritable> augmentation) {
    SamplesWritable changed = augmentation.apply(Sounds.silence(2000, RATE_HZ), SEEDS.at(0, 0, 0));
    assertThat(Sounds.power(changed.samples())).isZero();
  }

  @ParameterizedTest
  @MethodSource("spectrograms")
  void takeSpectrogramsOfAnyShape(Augmentation<SpectrogramWritable> augmentation) {
    for (int[] shape : new int[][] {{1, 1}, {2, 80}, {3, 1}, {5, 4}, {997, 3}}) {
      for (int i = 0; i < 10; i++) {
        SpectrogramWritable changed =
            augmentation.apply(Sounds.spectrogram(shape[0], shape[1], 1), SEEDS.at(0, i, 0));
        assertThat(changed.frames()).isEqualTo(shape[0]);
        assertThat(changed.bands()).isEqualTo(shape[1]);
        for (float value : changed.values()) {
          assertThat(value).isFinite();
        }
      }
    }
  }

  @Test
  void eightThreadsGiveTheSamplesOfOne() throws Exception {
    Augmentation<SamplesWritable> chain = chain();
    List<SamplesWritable> clips = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      clips.add(Sounds.noise(1000 + 37 * i, RATE_HZ, i));
    }
    List<SamplesWritable> alone = run(chain, clips, 1);
    assertThat(run(chain, clips, 8)).isEqualTo(alone);
    assertThat(alone.get(0)).isNotEqualTo(chain.apply(clips.get(0), SEEDS.at(2, 0, 0)));
  }

  private static List<SamplesWritable> run(
      Augmentation<SamplesWritable> chain, List<SamplesWritable> clips, int threads)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<SamplesWritable>> tasks = new ArrayList<>();
      for (int i = 0; i < clips.size(); i++) {
        int item = i;
        tasks.add(() -> chain.apply(clips.get(item), SEEDS.at(1, item, 0)));
      }
      List<SamplesWritable> results = new ArrayList<>();
      for (Future<SamplesWritable> result : pool.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
