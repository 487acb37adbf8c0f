package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoudnessAndNoiseTest {
  private static final Seeds SEEDS = new Seeds(5);

  @ParameterizedTest
  @ValueSource(doubles = {-20, -6.0206, 0, 6.0206, 20})
  void gainIsAFactor(double db) {
    SamplesWritable clip = Sounds.noise(100, 8000, 1);
    SamplesWritable louder = new Gain(Range.of(db, db)).apply(clip, SEEDS.at(0, 0, 0));
    double factor = Math.pow(10, db / 20);
    for (int i = 0; i < clip.size(); i++) {
      assertThat((double) louder.samples()[i]).isCloseTo(factor * clip.samples()[i], within(1e-6));
    }
  }

  @Test
  void gainsAreDrawnOverTheWholeRange() {
    SamplesWritable one = new SamplesWritable(new float[] {1}, 8000);
    double least = 9;
    double most = 0;
    for (int i = 0; i < 500; i++) {
      double factor = Gain.defaults().apply(one, SEEDS.at(0, i, 0)).samples()[0];
      least = Math.min(least, factor);
      most = Math.max(most, factor);
    }
    assertThat(least).isBetween(0.5, 0.52);
    assertThat(most).isBetween(1.93, 2.0);
  }

  @Test
  void polarityIsTheOtherSign() {
    SamplesWritable clip = Sounds.noise(50, 8000, 1);
    SamplesWritable turned = new Polarity().apply(clip, SEEDS.at(0, 0, 0));
    assertThat(turned.samples()[7]).isEqualTo(-clip.samples()[7]);
    assertThat(new Polarity().apply(turned, SEEDS.at(0, 0, 0))).isEqualTo(clip);
  }

  @ParameterizedTest
  @EnumSource(NoiseColour.class)
  void noiseHasExactlyTheRatioDrawn(NoiseColour colour) {
    SamplesWritable clip = Sounds.tone(300, 8000, 16_000);
    for (double db : new double[] {-10, 0, 17, 40}) {
      SamplesWritable noisy =
          new AdditiveNoise(Range.of(db, db), List.of(colour)).apply(clip, SEEDS.at(0, 0, 0));
      float[] noise = new float[clip.size()];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = noisy.samples()[i] - clip.samples()[i];
      }
      assertThat(Sounds.db(Sounds.power(clip.samples()), Sounds.power(noise)))
          .isCloseTo(db, within(1e-3));
    }
  }

  @Test
  void silenceStaysSilent() {
    SamplesWritable silence = Sounds.silence(100, 8000);
    assertThat(AdditiveNoise.defaults().apply(silence, SEEDS.at(0, 0, 0))).isSameAs(silence);
    SamplesWritable clip = Sounds.noise(100, 8000, 1);
    assertThat(new BackgroundNoise(List.of(silence), Range.of(5, 5)).apply(clip, SEEDS.at(0, 0, 0)))
        .isSameAs(clip);
  }

  /** The ratio of the powers in the bands from 500 Hz and from 2 kHz on: two octaves apart. */
  @ParameterizedTest
  @EnumSource(NoiseColour.class)
  void coloursFallByTheirDecibels(NoiseColour colour) {
    double low = 0;
    double high = 0;
    for (int clip = 0; clip < 20; clip++) {
      float[] noise = colour.draw(4000, 16_000, SEEDS.at(3, clip, 0));
      SamplesWritable sound = new SamplesWritable(noise, 16_000);
      for (int band = 0; band < 10; band++) {
        low += Sounds.powerAt(500 + 12 * band, sound);
        high += Sounds.powerAt(2000 + 48 * band, sound);
      }
    }
    double expected =
        switch (colour) {
          case WHITE -> 0;
          case PINK -> 6;
          case BROWN -> 12;
        };
    assertThat(Sounds.db(low, high)).isCloseTo(expected, within(1.2));
  }

  @Test
  void allColoursAreDrawn() {
    SamplesWritable clip = Sounds.tone(100, 2000, 16_000);
    Map<NoiseColour, Integer> counts = new EnumMap<>(NoiseColour.class);
    for (int i = 0; i < 300; i++) {
      SamplesWritable noisy =
          new AdditiveNoise(Range.of(0, 0), List.of(NoiseColour.values()))
              .apply(clip, SEEDS.at(0, i, 0));
      for (NoiseColour colour : NoiseColour.values()) {
        SamplesWritable alone =
            new AdditiveNoise(Range.of(0, 0), List.of(colour)).apply(clip, SEEDS.at(0, i, 0));
        counts.merge(colour, alone.equals(noisy) ? 1 : 0, Integer::sum);
      }
    }
    assertThat(counts.values().stream().mapToInt(n -> n).sum()).isEqualTo(300);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(70, 130));
  }

  @Test
  void backgroundsAreRepeatedFromAPlaceThatIsDrawn() {
    SamplesWritable ramp = new SamplesWritable(new float[] {1, 2, 3, 4, 5}, 8000);
    SamplesWritable clip = Sounds.tone(900, 12, 8000);
    boolean[] starts = new boolean[5];
    for (int i = 0; i < 100; i++) {
      SamplesWritable noisy =
          new BackgroundNoise(List.of(ramp), Range.of(0, 0)).apply(clip, SEEDS.at(0, i, 0));
      float[] piece = new float[12];
      for (int n = 0; n < 12; n++) {
        piece[n] = noisy.samples()[n] - clip.samples()[n];
      }
      assertThat(Sounds.power(piece)).isCloseTo(Sounds.power(clip.samples()), within(1e-5));
      int start = Math.round(piece[0] / factor(piece)) - 1;
      starts[start] = true;
      for (int n = 0; n < 12; n++) {
        assertThat(piece[n]).isCloseTo(factor(piece) * (1 + (start + n) % 5), within(1e-5f));
      }
    }
    assertThat(starts).containsOnly(true);
  }

  /** Five neighbours of the ramp are 15 factors together. */
  private static float factor(float[] piece) {
    return (piece[0] + piece[1] + piece[2] + piece[3] + piece[4]) / 15;
  }

  @Test
  void badSettingsAreNamed() {
    assertThatThrownBy(() -> new Gain(Range.of(0, 121)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gain: db: expected a range within -120.0 to 120.0, found 0.0 to 121.0");
    assertThatThrownBy(() -> new AdditiveNoise(Range.of(0, 1), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one of [WHITE, PINK, BROWN]");
    assertThatThrownBy(() -> new BackgroundNoise(List.of(), Range.of(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found none");
    assertThatThrownBy(
            () ->
                new BackgroundNoise(List.of(Sounds.silence(4, 8000)), Range.of(0, 1))
                    .apply(Sounds.noise(4, 16_000, 1), SEEDS.at(0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("background_noise: expected clips at one sample rate, found 8000 and 16000 Hz");
  }
}
