package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeAndPitchTest {
  private static final Seeds SEEDS = new Seeds(8);

  private static SamplesWritable ramp(int size) {
    float[] samples = new float[size];
    for (int i = 0; i < size; i++) {
      samples[i] = i + 1;
    }
    return new SamplesWritable(samples, 100);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, -0.3, 0, 0.2, 0.5, 1})
  void shiftsMoveSamples(double share) {
    SamplesWritable clip = ramp(10);
    int shift = (int) Math.round(10 * share);
    Range range = Range.of(share, share);
    SamplesWritable cut = new TimeShift(range, false).apply(clip, SEEDS.at(0, 0, 0));
    SamplesWritable rolled = new TimeShift(range, true).apply(clip, SEEDS.at(0, 0, 0));
    for (int i = 0; i < 10; i++) {
      int from = i - shift;
      assertThat(cut.samples()[i]).isEqualTo(from >= 0 && from < 10 ? from + 1 : 0);
      assertThat(rolled.samples()[i]).isEqualTo(Math.floorMod(from, 10) + 1);
    }
  }

  @Test
  void cropsComeFromEverywhere() {
    SamplesWritable clip = ramp(10);
    Set<Float> starts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      float[] piece = new RandomCrop(0.07).apply(clip, SEEDS.at(0, i, 0)).samples();
      assertThat(piece).hasSize(7);
      starts.add(piece[0]);
      for (int n = 1; n < 7; n++) {
        assertThat(piece[n]).isEqualTo(piece[0] + n);
      }
      assertThat(new CropOrPad(0.07).apply(clip, SEEDS.at(0, i, 0)).samples()).isEqualTo(piece);
    }
    assertThat(starts).containsExactlyInAnyOrder(1f, 2f, 3f, 4f);
    assertThat(new RandomCrop(0.1).apply(clip, SEEDS.at(0, 0, 0))).isSameAs(clip);
    assertThat(new RandomCrop(1e-9).apply(clip, SEEDS.at(0, 0, 0)).size()).isEqualTo(1);
  }

  @Test
  void shortClipsAreLaidIntoSilence() {
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      float[] padded = new CropOrPad(0.06).apply(ramp(3), SEEDS.at(0, i, 0)).samples();
      int place = 0;
      while (padded[place] == 0) {
        place++;
      }
      places.add(place);
      float[] expected = new float[6];
      System.arraycopy(ramp(3).samples(), 0, expected, place, 3);
      assertThat(padded).isEqualTo(expected);
    }
    assertThat(places).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThatThrownBy(() -> new CropOrPad(1e9).apply(ramp(3), SEEDS.at(0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 1.0E9 s at 100 Hz");
    assertThatThrownBy(() -> new CropOrPad(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RandomCrop(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0.9,17778", "1.1,14545", "1,16000", "1.004,16000", "0.5,32000"})
  void speedMovesTonesAndDuration(double factor, int size) {
    SamplesWritable clip = Sounds.tone(1000, 16_000, 16_000);
    SamplesWritable played = new Speed(Range.of(factor, factor)).apply(clip, SEEDS.at(0, 0, 0));
    assertThat(played.size()).isEqualTo(size);
    double hz = 1000 * Math.round(100 * factor) / 100.0;
    for (int i = 200; i < size - 200; i++) {
      assertThat((double) played.samples()[i])
          .isCloseTo(Math.sin(2 * Math.PI * hz * i / 16_000 + 0.3), within(1e-3));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.5,8000,440",
    "0.8,8000,440",
    "0.93,16000,440",
    "1.25,44100,440",
    "2,16000,440",
    "0.8,16000,2900",
    "1.25,44100,2900"
  })
  void stretchingKeepsTonesAndChangesDuration(double tempo, int rateHz, double hz) {
    SamplesWritable clip = Sounds.tone(hz, rateHz, rateHz);
    SamplesWritable stretched =
        new TimeStretch(Range.of(tempo, tempo)).apply(clip, SEEDS.at(0, 0, 0));
    assertThat(stretched.size()).isEqualTo((int) Math.round(rateHz / tempo));
    assertTone(hz, stretched);
  }

  @ParameterizedTest
  @CsvSource({"-12,220", "-3,369.994", "0,440", "2,493.883", "12,880"})
  void pitchMovesTonesAndKeepsDuration(double semitones, double hz) {
    SamplesWritable clip = Sounds.tone(440, 16_000, 16_000);
    SamplesWritable moved =
        new Pitch(Range.of(semitones, semitones)).apply(clip, SEEDS.at(0, 0, 0));
    assertThat(moved.size()).isEqualTo(16_000);
    assertTone(hz, moved);
  }

  /** Nearly all of the power lies in the one frequency, and it is that of a sine. */
  private static void assertTone(double hz, SamplesWritable clip) {
    float[] middle =
        Arrays.copyOfRange(clip.samples(), clip.size() / 10, clip.size() - clip.size() / 10);
    SamplesWritable sound = new SamplesWritable(middle, clip.sampleRateHz());
    assertThat(Sounds.power(middle)).isCloseTo(0.5, within(0.015));
    double here = Sounds.powerAt(hz, sound);
    // A sine of amplitude 1 under the window that sums to its length.
    assertThat(here).isCloseTo(0.25, within(0.02));
    assertThat(Sounds.powerAt(hz * 1.02, sound)).isLessThan(0.05 * here);
    assertThat(Sounds.powerAt(hz / 1.02, sound)).isLessThan(0.05 * here);
  }

  @Test
  void unchangedTempoIsTheClipItself() {
    SamplesWritable clip = Sounds.noise(5000, 16_000, 2);
    SamplesWritable same = new TimeStretch(Range.of(1, 1)).apply(clip, SEEDS.at(0, 0, 0));
    assertThat(same.size()).isEqualTo(5000);
    for (int i = 0; i < 5000; i++) {
      assertThat(same.samples()[i]).isCloseTo(clip.samples()[i], within(1e-6f));
    }
  }

  /** As long as each window's continuation lies within the search, it is what is taken. */
  @Test
  void smoothSoundsGoOnUntilTheSearchEnds() {
    float[] white = Sounds.noise(8015, 16_000, 2).samples();
    float[] smooth = new float[8000];
    for (int i = 0; i < smooth.length; i++) {
      for (int k = 0; k < 16; k++) {
        smooth[i] += white[i + k];
      }
    }
    float[] stretched =
        new TimeStretch(Range.of(1.01, 1.01))
            .apply(new SamplesWritable(smooth, 16_000), SEEDS.at(0, 0, 0))
            .samples();
    // By then the window is 80 samples late, half of what the search spans.
    for (int i = 0; i < 7500; i++) {
      assertThat(stretched[i]).isCloseTo(smooth[i], within(1e-5f));
    }
  }

  /**
   * Clicks at even distances: stretched, they come at the new distances, give or take the search.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.8, 1.25})
  void eventsMoveToTheirNewTimes(double tempo) {
    float[] clicks = new float[16_000];
    for (int i = 2000; i < 16_000; i += 4000) {
      clicks[i] = 1;
    }
    float[] stretched =
        new TimeStretch(Range.of(tempo, tempo))
            .apply(new SamplesWritable(clicks, 16_000), SEEDS.at(0, 0, 0))
            .samples();
    for (int i = 2000; i < 16_000; i += 4000) {
      int proper = (int) Math.round(i / tempo);
      double power = 0;
      for (int n = proper - 500; n < Math.min(stretched.length, proper + 500); n++) {
        power += stretched[n] * stretched[n];
      }
      assertThat(power).isGreaterThan(0.2);
    }
  }

  @Test
  void refusesChangesOutOfBounds() {
    assertThatThrownBy(() -> new Speed(Range.of(0.4, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("speed: factor: expected a range within 0.5 to 2.0, found 0.4 to 1.0");
    assertThatThrownBy(() -> new TimeStretch(Range.of(0, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Pitch(Range.around0(13)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TimeShift(Range.of(0, 1.5), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time_shift: share");
  }
}
