package dev.attune.audio.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad file ends in one line that names it, what was expected and what was found. */
class BadAudioTest {
  private final AudioDecoder decoder = new AudioDecoder();
  @TempDir Path directory;

  private void refuses(byte[] bytes, String... parts) {
    refuses(decoder, bytes, parts);
  }

  private static void refuses(AudioDecoder decoder, byte[] bytes, String... parts) {
    assertThatThrownBy(() -> decoder.decode(bytes, "bad"))
        .isInstanceOf(UnreadableAudioException.class)
        .message()
        .startsWith("bad: expected ")
        .contains(parts)
        .doesNotContain("\n");
  }

  private static WavBytes mono16() {
    return new WavBytes().format(1, 1, 8000, 16);
  }

  @Test
  void whatIsNoAudio() {
    refuses(new byte[0], "WAV, Ogg Vorbis, FLAC or MP3 audio, found an empty file");
    refuses(
        "an MP3 that\nis text".getBytes(StandardCharsets.UTF_8),
        "WAV, Ogg Vorbis, FLAC or MP3 audio, found the text \"an MP3 that is text\"");
    refuses(new byte[] {0, 1, 2, (byte) 0xFF}, "found the bytes 00 01 02 ff");
    refuses(
        "ID3\3\0\0\0\0\0\0and then text".getBytes(StandardCharsets.UTF_8),
        "an MP3 frame at byte 10, found the text \"and then text\"");
  }

  @Test
  void aMissingFileAndADirectory() {
    Path missing = directory.resolve("none.wav");
    assertThatThrownBy(() -> decoder.decode(missing))
        .isInstanceOf(UnreadableAudioException.class)
        .hasMessage(missing + ": expected an audio file, found no file");
    assertThatThrownBy(() -> decoder.decode(directory))
        .isInstanceOf(UnreadableAudioException.class)
        .hasMessage(directory + ": expected an audio file, found something that is not a file");
  }

  @Test
  void headersThatClaimGigabytes() {
    refuses(
        mono16().claiming("data", 0xFFFFFFFFL, new byte[8]).end(),
        "a whole WAV with a data chunk of 4294967295 bytes, found 8 bytes of it");
    refuses(mono16().claiming("LIST", 0xFFFFFFF0L).end(), "further chunk of 4294967280 bytes");
    byte[] flac = Fixtures.read("stereo-8000-8.flac");
    Arrays.fill(flac, 22, 26, (byte) 0xFF);
    refuses(flac, "at most 172800000 samples a channel, found 4294967295");
  }

  @Test
  void truncatedWavs() {
    byte[] whole = mono16().data16(1, 2, 3, 4).end();
    for (int length = 12; length < whole.length; length++) {
      refuses(Arrays.copyOf(whole, length), "a ", "found ");
    }
    refuses(mono16().data(new byte[3]).end(), "whole frames of 2 bytes, found 3 bytes");
    refuses(new WavBytes().data16(1).end(), "a format chunk before the data, found none");
    refuses(mono16().end(), "a WAV with a data chunk, found its end after 36 bytes");
  }

  @Test
  void noSamplesAndNotANumber() {
    refuses(mono16().data().end(), "at least one sample, found none");
    WavBytes floats = new WavBytes().format(3, 1, 8000, 32);
    refuses(floats.dataFloat(0, 1, Float.NaN).end(), "finite samples, found NaN at sample 2");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 8, 99, 768_001, 4_000_000, 0xFFFFFFFFL})
  void sampleRates(long hz) {
    refuses(
        new WavBytes().format(1, 1, hz, 16).data16(1).end(),
        "a sample rate of 100 to 768000 Hz, found " + hz + " Hz");
  }

  @Test
  void channelsAndEncodings() {
    refuses(
        new WavBytes().format(1, 64, 8000, 16).data16(new int[64]).end(),
        "1 to 32 channels, found 64");
    refuses(new WavBytes().format(1, 0, 8000, 16).data16(1).end(), "1 to 32 channels, found 0");
    refuses(new WavBytes().format(2, 1, 8000, 4).data16(1).end(), "WAV format code 2 with 4 bit");
    refuses(new WavBytes().format(1, 1, 8000, 12).data16(1).end(), "code 1 with 12 bit");
    refuses(
        new WavBytes().format(1, 2, 8000, 16, 2).data16(1).end(),
        "4 bytes for 2 channels of 16 bit, found 2 bytes");
    refuses(new WavBytes().chunk("fmt ", new byte[14]).end(), "at least 16 bytes, found 14 bytes");
  }

  @Test
  void limitsAreSettings() throws IOException {
    AudioDecoder strict = new AudioDecoder(new AudioLimits(3999, 10_000, 1));
    for (String name : new String[] {"mono-8000.ogg", "mono-16000-24.flac", "mono-16000.mp3"}) {
      refuses(strict, Fixtures.read(name), "at most 3999 samples a channel");
    }
    refuses(strict, mono16().data16(new int[4000]).end(), "at most 3999 samples a channel");
    refuses(strict, Fixtures.read("stereo-44100.ogg"), "1 to 1 channels, found 2");
    Path big = directory.resolve("big.wav");
    Files.write(big, new byte[10_001]);
    assertThatThrownBy(() -> strict.decode(big))
        .hasMessage(big + ": expected at most 10000 bytes, found 10001 bytes");
    assertThatThrownBy(() -> new AudioLimits(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("maximum_samples: expected 1 to ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mono-8000.ogg",
        "stereo-44100.ogg",
        "chained-8000.ogg",
        "stereo-44100.flac",
        "mono-16000-24.flac",
        "mono-16000.mp3",
        "stereo-44100.mp3"
      })
  void cutShortAnywhere(String name) {
    byte[] whole = Fixtures.read(name);
    int firstOfTwo = name.startsWith("chained") ? Fixtures.read("mono-8000.ogg").length : -1;
    for (int length = 1; length < whole.length; length += 1 + length / 40) {
      if (length != firstOfTwo) {
        refuses(Arrays.copyOf(whole, length), "found ");
      }
    }
    refuses(Arrays.copyOf(whole, whole.length - 1), "a whole ");
  }

  /** Without its tag an MP3 does not say how long it is, so only a cut inside a frame shows. */
  @Test
  void anUntaggedMp3CutInsideAFrame() {
    byte[] whole = Fixtures.read("untagged-16000.mp3");
    refuses(Arrays.copyOf(whole, whole.length - 7), "a whole MP3, found its end after 4601 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mono-8000.ogg",
        "stereo-44100.ogg",
        "stereo-44100.flac",
        "mono-16000.mp3",
        "mono-8000.mp3"
      })
  void damagedBytesNeverThrowAnythingElse(String name) {
    AudioDecoder decoder = new AudioDecoder(new AudioLimits(100_000, 1 << 20, 32));
    byte[] whole = Fixtures.read(name);
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int trial = 0; trial < 200; trial++) {
      byte[] damaged = whole.clone();
      // Headers are where sizes stand, so half of the damage goes there.
      int span = random.nextBoolean() ? 64 : whole.length;
      for (int hit = 0; hit <= random.nextInt(3); hit++) {
        damaged[random.nextInt(span)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(decoder.decode(damaged, "damaged").samples()).isNotEmpty();
      } catch (UnreadableAudioException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("damaged: expected ").doesNotContain("\n");
      }
    }
    assertThat(refused).isPositive();
  }
}
