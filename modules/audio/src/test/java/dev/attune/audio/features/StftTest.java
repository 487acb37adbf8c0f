package dev.attune.audio.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.Tones;
import dev.attune.augmentation.audio.SpectrogramWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StftTest {
  private static Framing framing(FrameEdges edges, int fft, int window, int hop) {
    return new Framing(fft, window, hop, FrameWindow.HANN, edges, 0, false);
  }

  @ParameterizedTest
  @CsvSource({
    "ZEROS, 1, 1",
    "ZEROS, 159, 1",
    "ZEROS, 160, 2",
    "ZEROS, 16000, 101",
    "REFLECTED, 159, 1",
    "REFLECTED, 16000, 101",
    "SNIPPED, 400, 1",
    "SNIPPED, 559, 1",
    "SNIPPED, 560, 2",
    "SNIPPED, 16000, 98"
  })
  void frames(FrameEdges edges, int samples, int expected) {
    Framing framing = framing(edges, 512, 400, 160);
    assertThat(framing.frames(samples)).isEqualTo(expected);
    assertThat(new Stft(framing).power(new float[samples]).frames()).isEqualTo(expected);
  }

  @Test
  void tooShortForSnippedEdges() {
    assertThatThrownBy(() -> framing(FrameEdges.SNIPPED, 512, 400, 160).frames(399))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples: expected at least 400, a window with snipped edges, found 399");
  }

  /** The complex spectrum too, whose phase tells where the window lies. */
  @ParameterizedTest
  @CsvSource({"64, 64, 16", "64, 40, 16", "60, 33, 7", "45, 20, 50"})
  void librosasFrames(int fft, int window, int hop) {
    float[] clip = Tones.noise(301, 5);
    float[] values = new Stft(framing(FrameEdges.ZEROS, fft, window, hop)).complex(clip);
    double[][] frames = SlowFeatures.librosaFrames(clip, fft, window, hop);
    assertThat(values).hasSize(frames.length * (fft / 2 + 1) * 2);
    int at = 0;
    for (double[] frame : frames) {
      for (double[] number : SlowFeatures.transform(frame)) {
        assertThat((double) values[at++]).isCloseTo(number[0], within(1e-5));
        assertThat((double) values[at++]).isCloseTo(number[1], within(1e-5));
      }
    }
  }

  @Test
  void kaldisFrames() {
    float[] clip = Tones.noise(301, 6);
    Framing framing = new Framing(64, 50, 20, FrameWindow.POVEY, FrameEdges.SNIPPED, 0.97, true);
    float[] values = new Stft(framing).complex(clip);
    int at = 0;
    for (double[] frame : SlowFeatures.kaldiFrames(clip, 64, 50, 20)) {
      for (double[] number : SlowFeatures.transform(frame)) {
        assertThat((double) values[at++]).isCloseTo(number[0], within(1e-5));
        assertThat((double) values[at++]).isCloseTo(number[1], within(1e-5));
      }
    }
    assertThat(at).isEqualTo(values.length);
  }

  /** The mirror of 0 1 2 3 is … 2 1 0 1 2 3 2 1 0 1 …, however long. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 9, 40})
  void reflectedEdges(int samples) {
    float[] clip = Tones.noise(samples, 8);
    float[] longer = new float[samples + 64];
    for (int i = 0; i < longer.length; i++) {
      int at = i - 32;
      while (samples > 1 && (at < 0 || at >= samples)) {
        at = at < 0 ? -at : 2 * (samples - 1) - at;
      }
      longer[i] = clip[samples == 1 ? 0 : at];
    }
    float[] mirrored = new Stft(framing(FrameEdges.REFLECTED, 64, 64, 5)).power(clip).values();
    float[] snipped = new Stft(framing(FrameEdges.SNIPPED, 64, 64, 5)).power(longer).values();
    assertThat(mirrored).containsExactly(snipped);
  }

  /** A tone on a bin, a periodic Hann window: a quarter of its power beside it, then none. */
  @Test
  void aToneOnABin() {
    float[] tone = Tones.sine(1, 1000, 8000, 8000);
    SpectrogramWritable power = new Stft(framing(FrameEdges.SNIPPED, 256, 256, 64)).power(tone);
    int bin = 1000 * 256 / 8000;
    for (int frame = 0; frame < power.frames(); frame++) {
      int at = frame * power.bands() + bin;
      assertThat(power.values()[at]).isCloseTo(64f * 64, within(0.1f));
      assertThat(power.values()[at - 1]).isCloseTo(32f * 32, within(0.1f));
      assertThat(power.values()[at + 1]).isCloseTo(32f * 32, within(0.1f));
      assertThat(power.values()[at + 2]).isCloseTo(0, within(0.01f));
    }
  }

  @ParameterizedTest
  @EnumSource(FrameWindow.class)
  void windowsAreOneInTheMiddle(FrameWindow window) {
    double[] values = window.values(window == FrameWindow.HANN ? 400 : 401);
    assertThat(values[200]).isCloseTo(1, within(1e-12));
    assertThat(values[0]).isCloseTo(window == FrameWindow.HAMMING ? 0.08 : 0, within(1e-12));
    for (int i = 1; i < 200; i++) {
      assertThat(values[i]).isCloseTo(values[400 - i], within(1e-12));
      assertThat(values[i]).isGreaterThan(values[i - 1]);
    }
    assertThat(window.values(1)).hasSize(1);
  }

  /** Half way up: cos = 0, so 0.5 ^ 0.85. */
  @Test
  void poveysWindow() {
    assertThat(FrameWindow.POVEY.values(401)[100]).isCloseTo(0.554784736, within(1e-9));
  }

  @Test
  void badFraming() {
    refuses("fft_size: expected 2 to 65536, found 1", 1, 1, 1);
    refuses("fft_size: expected 2 to 65536, found 65537", 65_537, 1, 1);
    refuses("window_samples: expected 1 to fft_size 64, found 65", 64, 65, 1);
    refuses("hop_samples: expected at least 1, found 0", 64, 64, 0);
  }

  private static void refuses(String message, int fft, int window, int hop) {
    assertThatThrownBy(() -> Framing.centred(fft, window, hop))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
