package dev.attune.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.audio.decoding.AudioDecoder;
import dev.attune.audio.features.LogMel;
import dev.attune.audio.features.LogMelExtractor;
import dev.attune.audio.signal.Waveform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many seconds of sound one thread works through in a second. The median of the last rounds;
 * the target of log-mel features at 16 kHz is 300.
 */
@Tag("figures")
class AudioFiguresTest {
  /** A folder of one's own Ogg files, instead of the small ones of the tests. */
  private static final String FOLDER = System.getProperty("attune.audio.folder");

  private static final int ROUNDS = 21;

  @Test
  void logMelFeatures() {
    Waveform minute = new Waveform(Tones.noise(60 * 16_000, 1), 16_000);
    figure("log-mel of speech(16000)", minute, LogMel.speech(16_000));
    figure(
        "log-mel of kaldi(16000), 80 bands", minute, LogMel.kaldi(16_000).withBands(80, 20, 8000));
    figure("log-mel of librosa(16000)", minute, LogMel.librosa(16_000));
  }

  private static void figure(String name, Waveform clip, LogMel config) {
    LogMelExtractor extractor = new LogMelExtractor(config);
    double speed =
        median(
            round -> {
              assertThat(extractor.apply(clip).bands()).isEqualTo(config.bands());
              return clip.durationSeconds();
            });
    System.out.printf("%s: %.0f times real time on one core%n", name, speed);
    assertThat(speed).isGreaterThan(300);
  }

  @Test
  void decodingOgg() throws IOException {
    List<byte[]> files = FOLDER == null ? List.of(chain()) : files(Path.of(FOLDER));
    AudioDecoder decoder = new AudioDecoder();
    double speed =
        median(
            round -> {
              double seconds = 0;
              for (byte[] file : files) {
                seconds += decoder.decode(file, "file").durationSeconds();
              }
              return seconds;
            });
    System.out.printf("Ogg Vorbis, %d files: %.0f times real time%n", files.size(), speed);
  }

  @Test
  void resampling() {
    Waveform minute = new Waveform(Tones.noise(60 * 44_100, 1), 44_100);
    double speed =
        median(
            round -> {
              assertThat(minute.resampledTo(16_000).sampleRateHz()).isEqualTo(16_000);
              return 60;
            });
    System.out.printf("44.1 kHz to 16 kHz: %.0f times real time%n", speed);
  }

  /** A clip of 50 s out of one of half a second, by chaining. */
  private static byte[] chain() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (InputStream in = AudioFiguresTest.class.getResourceAsStream("decoding/mono-8000.ogg")) {
      byte[] one = in.readAllBytes();
      for (int i = 0; i < 100; i++) {
        file.writeBytes(one);
      }
    }
    return file.toByteArray();
  }

  private static List<byte[]> files(Path folder) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".ogg")).sorted().toList()) {
        files.add(Files.readAllBytes(path));
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private static double median(IntToDoubleFunction secondsOfSound) {
    double[] speeds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      double sound = secondsOfSound.applyAsDouble(round);
      speeds[round] = sound / ((System.nanoTime() - start) / 1e9);
    }
    Arrays.sort(speeds, ROUNDS / 2, ROUNDS);
    return speeds[ROUNDS * 3 / 4];
  }
}
