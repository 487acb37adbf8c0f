package dev.attune.audio.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.audio.Tones;
import dev.attune.audio.signal.Waveform;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceTrimmingTest {
  private static final int RATE = 8000;

  /** Half a second of hum, one of noise, half a second of hum. */
  private static Waveform humAround(double hum) {
    float[] samples = Tones.sine(hum, 50, RATE, 2 * RATE);
    float[] loud = Tones.noise(RATE, 3);
    System.arraycopy(loud, 0, samples, RATE / 2, RATE);
    return new Waveform(samples, RATE);
  }

  @Test
  void quietEndsGoAndTheLoudStays() {
    Waveform clip = humAround(1e-3);
    float[] kept = SilenceTrimming.below(40).apply(clip).samples();
    // Frames of 256 samples reach 128 beyond the noise on either side, hops are 64.
    assertThat(kept.length).isBetween(RATE, RATE + 2 * (128 + 64));
    float[] all = clip.samples();
    boolean found = false;
    for (int at = 0; at + kept.length <= all.length; at++) {
      found |= Arrays.equals(all, at, at + kept.length, kept, 0, kept.length);
    }
    assertThat(found).isTrue();
    assertThat(kept[kept.length / 2]).isNotZero();
  }

  @Test
  void theThresholdIsBelowThePeak() {
    // The noise's power is 1/3, the hum's 0.02^2 / 2: 32.2 dB below it.
    Waveform clip = humAround(0.02);
    assertThat(SilenceTrimming.below(36).apply(clip)).isSameAs(clip);
    assertThat(SilenceTrimming.below(25).apply(clip).samples().length).isLessThan(RATE + 400);
  }

  /** librosa.effects.trim, frame by frame. */
  @ParameterizedTest
  @ValueSource(doubles = {10, 20, 30, 60})
  void equalsTheSlowLoop(double db) {
    float[] samples = Tones.noise(5000, 4);
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= (float) Math.exp(-Math.pow((i - 2400) / 700.0, 2));
    }
    int frame = 512;
    int hop = 100;
    double[] power = new double[1 + (samples.length - 1) / hop];
    double peak = 0;
    for (int t = 0; t < power.length; t++) {
      for (int i = t * hop - frame / 2; i < t * hop + frame / 2; i++) {
        power[t] += i < 0 || i >= samples.length ? 0 : Math.pow(samples[i], 2) / frame;
      }
      peak = Math.max(peak, power[t]);
    }
    int first = -1;
    int last = -1;
    for (int t = 0; t < power.length; t++) {
      if (10 * Math.log10(power[t] / peak) > -db) {
        first = first < 0 ? t : first;
        last = t;
      }
    }
    float[] expected =
        Arrays.copyOfRange(samples, first * hop, Math.min(samples.length, (last + 1) * hop));
    SilenceTrimming trimming = new SilenceTrimming(db, 512.0 / RATE, 100.0 / RATE);
    assertThat(trimming.apply(new Waveform(samples, RATE)).samples()).isEqualTo(expected);
  }

  /** librosa 0.11.0: {@code effects.trim(y, top_db=40, frame_length=512, hop_length=100)}. */
  @Test
  void keepsWhatLibrosaKeeps() {
    int rate = 22_050;
    float[] samples = new float[11_025];
    for (int i = 0; i < samples.length; i++) {
      double t = i / (double) rate;
      double chirp = Math.sin(2 * Math.PI * (200 * t + 3000 * t * t));
      double sound = 0.5 * Math.sin(2 * Math.PI * 440 * t) + 0.25 * chirp;
      samples[i] = (float) (sound * Math.exp(-Math.pow((i - 5000) / 1500.0, 2)));
    }
    SilenceTrimming trimming = new SilenceTrimming(40, 512.0 / rate, 100.0 / rate);
    assertThat(trimming.apply(new Waveform(samples, rate)).samples())
        .isEqualTo(Arrays.copyOfRange(samples, 1800, 8300));
  }

  @Test
  void aSilentClipStaysWhole() {
    Waveform silent = new Waveform(new float[4000], RATE);
    assertThat(SilenceTrimming.below(40).apply(silent)).isSameAs(silent);
    Waveform almost = new Waveform(Tones.noise(4000, 1).clone(), RATE);
    for (int i = 0; i < 4000; i++) {
      almost.samples()[i] *= 1e-6f;
    }
    assertThat(SilenceTrimming.below(40).apply(almost)).isSameAs(almost);
  }

  @Test
  void oneSample() {
    Waveform one = new Waveform(new float[] {0.5f}, RATE);
    assertThat(SilenceTrimming.below(40).apply(one)).isSameAs(one);
  }

  @Test
  void badSettings() {
    assertThatThrownBy(() -> SilenceTrimming.below(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("below_peak_db: expected more than 0, at most 200, found 0.0");
    assertThatThrownBy(() -> new SilenceTrimming(40, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("frame_seconds");
  }
}
