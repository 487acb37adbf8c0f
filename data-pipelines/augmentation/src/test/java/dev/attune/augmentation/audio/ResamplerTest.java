package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
  private static final double TONE_ERROR = 2.5e-4;

  @ParameterizedTest
  @CsvSource({
    "44100,16000",
    "22050,16000",
    "8000,16000",
    "22254,16000",
    "11127,16000",
    "5000,16000",
    "48000,44100",
    "16000,8000",
    "768000,16000",
    "100,101"
  })
  void tonesOfThePassBandStayThemselves(int from, int to) {
    double nyquist = Math.min(from, to) / 2.0;
    for (double share : new double[] {0.01, 0.37, 0.8, Resampler.PASS_BAND}) {
      double hz = share * nyquist;
      int size = 400 * Math.max(1, from / to);
      float[] found = Resampler.between(from, to).apply(Sounds.tone(hz, size, from).samples());
      float[] expected = Sounds.tone(hz, found.length, to).samples();
      int edge = edge(from, to);
      assertThat(found.length).isGreaterThan(2 * edge + 100);
      for (int n = edge; n < found.length - edge; n++) {
        assertThat((double) found[n]).isCloseTo(expected[n], within(TONE_ERROR));
      }
    }
  }

  /** How many outputs the end of a clip sways. */
  private static int edge(int from, int to) {
    return 1 + (int) Math.ceil(KaiserSinc.REACH * Math.max(1.0, (double) to / from));
  }

  @ParameterizedTest
  @CsvSource({"44100,16000", "22254,16000", "48000,8000", "16000,11025", "12000,11127"})
  void tonesAboveTheNewNyquistFrequencyVanish(int from, int to) {
    for (double share : new double[] {1, 1.04, 1.3, 1.9}) {
      double hz = share * to / 2;
      if (hz < from / 2.0) {
        float[] found = Resampler.between(from, to).apply(Sounds.tone(hz, 4000, from).samples());
        int edge = edge(from, to);
        for (int n = edge; n < found.length - edge; n++) {
          assertThat(Math.abs(found[n])).isLessThan((float) TONE_ERROR);
        }
        assertThat(Sounds.db(Sounds.power(interior(found, edge)), 0.5))
            .isLessThan(-Resampler.STOP_BAND_DB + 1);
      }
    }
  }

  private static float[] interior(float[] samples, int edge) {
    return Arrays.copyOfRange(samples, edge, samples.length - edge);
  }

  @ParameterizedTest
  @CsvSource({"44100,16000", "8000,16000", "22254,16000", "16000,22254"})
  void constantsStayThemselves(int from, int to) {
    float[] constant = new float[3000];
    Arrays.fill(constant, 0.7f);
    float[] found = Resampler.between(from, to).apply(constant);
    int edge = edge(from, to);
    for (int n = edge; n < found.length - edge; n++) {
      assertThat(found[n]).isCloseTo(0.7f, within(1e-6f));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "44100,16000,300",
    "8000,16000,150",
    "22254,16000,300",
    "16000,22254,120",
    "16000,8000,1",
    "48000,16000,47"
  })
  void equalsTheSlowSum(int from, int to, int size) {
    float[] samples = Sounds.noise(size, 16_000, 3).samples();
    float[] found = Resampler.between(from, to).apply(samples);
    assertThat(found).hasSize((int) Math.max(1, Math.round((double) size * to / from)));
    for (int n = 0; n < found.length; n++) {
      assertThat((double) found[n]).isCloseTo(slow(samples, from, to, n), within(2e-6));
    }
  }

  /** A sinc under a Kaiser window at each input, divided by what a constant would give. */
  private static double slow(float[] samples, int from, int to, int n) {
    double time = (double) n * from / to;
    double stretch = Math.max(1.0, (double) from / to);
    double beta = 0.1102 * (80 - 8.7);
    double cutoff = 1 - (80 - 7.95) / (2.285 * 2 * 48 * Math.PI) / 2;
    double sum = 0;
    double weights = 0;
    for (int i = (int) (time - 50 * stretch); i <= time + 50 * stretch; i++) {
      double x = (i - time) / stretch;
      if (Math.abs(x) < 48) {
        double angle = Math.PI * cutoff * x;
        double sinc = angle == 0 ? 1 : Math.sin(angle) / angle;
        double weight = sinc * bessel(beta * Math.sqrt(1 - x * x / (48 * 48))) / bessel(beta);
        sum += i >= 0 && i < samples.length ? weight * samples[i] : 0;
        weights += weight;
      }
    }
    return sum / weights;
  }

  /** I0 as the mean of exp(x cos t) over half a turn. */
  private static double bessel(double x) {
    double sum = 0;
    for (int i = 0; i < 64; i++) {
      sum += Math.exp(x * Math.cos(Math.PI * (i + 0.5) / 64));
    }
    return sum / 64;
  }

  @ParameterizedTest
  @CsvSource({"8000,16000,400,800", "48000,16000,600,200", "16000,11127,16000,11127"})
  void impulsesStaySymmetric(int from, int to, int at, int centre) {
    float[] impulse = new float[2 * at];
    impulse[at] = 1;
    float[] found = Resampler.between(from, to).apply(impulse);
    assertThat(found[centre]).isGreaterThan(0.9f * Math.min(1, (float) to / from));
    for (int k = 1; k < 120; k++) {
      assertThat(found[centre + k]).isCloseTo(found[centre - k], within(1e-7f));
    }
  }

  @Test
  void lengthsAreRounded() {
    Resampler half = Resampler.between(16_000, 8000);
    assertThat(half.outputLength(1)).isEqualTo(1);
    assertThat(half.outputLength(4)).isEqualTo(2);
    assertThat(half.outputLength(5)).isEqualTo(3);
    assertThat(Resampler.between(44_100, 16_000).outputLength(44_100)).isEqualTo(16_000);
    assertThat(Resampler.between(44_100, 16_000).outputLength(1000)).isEqualTo(363);
    assertThat(Resampler.between(768_000, 100).apply(new float[] {1})).hasSize(1);
    assertThat(Resampler.between(100, 768_000).apply(new float[] {1})).hasSize(7680);
    assertThatThrownBy(() -> Resampler.between(100, 768_000).outputLength(1 << 24))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for 16777216 inputs");
  }

  @Test
  void equalRatesChangeNothing() {
    float[] samples = Sounds.noise(100, 8000, 1).samples();
    assertThat(Resampler.between(8000, 8000).apply(samples)).isSameAs(samples);
    assertThat(Resampler.ofRatio(1).apply(samples)).isSameAs(samples);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.943_874_312, 1.25, 1.9})
  void ratiosAreRatesOverRates(double ratio) {
    SamplesWritable tone = Sounds.tone(1234, 4000, 16_000);
    float[] found = Resampler.ofRatio(ratio).apply(tone.samples());
    assertThat(found).hasSize((int) Math.round(4000 * ratio));
    for (int n = 100; n < found.length - 100; n++) {
      double expected = Math.sin(2 * Math.PI * 1234 * n / (16_000 * ratio) + 0.3);
      assertThat((double) found[n]).isCloseTo(expected, within(TONE_ERROR));
    }
  }

  @Test
  void bothWaysOfFindingPhasesAgree() {
    float[] samples = Sounds.noise(5000, 16_000, 4).samples();
    float[] table = Resampler.between(44_100, 16_000).apply(samples);
    float[] lines = Resampler.ofRatio(16_000.0 / 44_100).apply(samples);
    assertThat(table).hasSameSizeAs(lines);
    for (int n = 0; n < table.length; n++) {
      assertThat(table[n]).isCloseTo(lines[n], within(1e-6f));
    }
  }

  @Test
  void refusesRatesAndRatiosOutOfBounds() {
    assertThatThrownBy(() -> Resampler.between(8, 16_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resampler: expected sample rates of 100 to 768000 Hz, found 8");
    assertThatThrownBy(() -> Resampler.between(16_000, 4_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 4000000");
    for (double ratio : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 7681}) {
      assertThatThrownBy(() -> Resampler.ofRatio(ratio))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found " + ratio);
    }
    assertThatThrownBy(() -> Resampler.between(8000, 16_000).apply(new float[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resampler: expected at least one sample, found none");
  }
}
