package dev.attune.audio.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.audio.Tones;
import dev.attune.audio.signal.Waveform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sample of every format, against the tones that the fixtures were encoded from. */
class AudioDecoderTest {
  private final AudioDecoder decoder = new AudioDecoder();

  private Waveform decode(String name) {
    return decoder.decode(Fixtures.read(name), name);
  }

  /**
   * The bounds are what the encoders lose; a sample too early or too late would cost 0.01 and more.
   */
  @ParameterizedTest
  @CsvSource({
    "stereo-44100.ogg, 2, 44100, 11025, 2e-3",
    "mono-8000.ogg, 1, 8000, 4001, 4e-3",
    "stereo-44100.flac, 2, 44100, 11025, 1e-5",
    "mono-16000-24.flac, 1, 16000, 4000, 5e-8",
    "stereo-8000-8.flac, 2, 8000, 3000, 2e-3",
    "mono-16000.mp3, 1, 16000, 8000, 5e-4",
    "stereo-44100.mp3, 2, 44100, 11025, 9e-3",
    "mono-8000.mp3, 1, 8000, 4001, 2e-2"
  })
  void wholeTones(String name, int channels, int rate, int samples, double lost) {
    Waveform clip = decode(name);

    assertThat(clip.sampleRateHz()).isEqualTo(rate);
    assertThat(clip.samples()).hasSize(samples);
    assertThat(Tones.distance(clip.samples(), Tones.fixture(channels, rate, samples)))
        .isLessThan(lost);
  }

  @Test
  void chainedOggStreamsAreOneClip() {
    float[] both = decode("chained-8000.ogg").samples();

    assertThat(both).hasSize(4001 + 3000);
    assertThat(Tones.distance(Arrays.copyOf(both, 4001), Tones.fixture(1, 8000, 4001)))
        .isLessThan(4e-3);
    float[] second = Arrays.copyOfRange(both, 4001, 7001);
    assertThat(Tones.distance(second, Tones.fixture(2, 8000, 3000))).isLessThan(4e-3);
  }

  /** 8000 samples are seven frames and a half of 576 twice; LAME's delay is 576, JLayer's 529. */
  @Test
  void withoutATagEverySampleOfAnMp3Stays() {
    float[] samples = decode("untagged-16000.mp3").samples();

    assertThat(samples).hasSize(16 * 576);
    float[] tone = Arrays.copyOfRange(samples, 1105, 9105);
    assertThat(Tones.distance(tone, Tones.fixture(1, 16_000, 8000))).isLessThan(2e-2);
  }

  @Test
  void tagsAroundAnMp3DoNotMatter() {
    byte[] mp3 = Fixtures.read("mono-16000.mp3");
    byte[] tagged = new byte[10 + 300 + mp3.length + 128];
    System.arraycopy(new byte[] {'I', 'D', '3', 3, 0, 0, 0, 0, 2, 44}, 0, tagged, 0, 10);
    System.arraycopy(mp3, 0, tagged, 310, mp3.length);
    System.arraycopy(new byte[] {'T', 'A', 'G'}, 0, tagged, 310 + mp3.length, 3);

    assertThat(decoder.decode(tagged, "a").samples()).isEqualTo(decode("mono-16000.mp3").samples());
  }

  @Test
  void theNameDoesNotMatter(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("tone.mp3");
    Files.write(file, Fixtures.read("mono-16000-24.flac"));
    assertThat(decoder.decode(file).samples()).isEqualTo(decode("mono-16000-24.flac").samples());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stereo-44100.ogg", "stereo-44100.mp3", "stereo-44100.flac"})
  void aDecoderServesManyThreads(String name) {
    byte[] file = Fixtures.read(name);
    float[] once = decoder.decode(file, "a").samples();
    assertThat(
            IntStream.range(0, 16)
                .parallel()
                .allMatch(i -> Arrays.equals(decoder.decode(file, "a").samples(), once)))
        .isTrue();
  }
}
