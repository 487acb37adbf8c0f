package dev.attune.experiments.modality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.audio.decoding.UnreadableAudioException;
import dev.attune.audio.preprocessing.AudioPreprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Seconds to read, decode, resample to 16 kHz and keep every Ogg file of the folder that {@code
 * -Dattune.audio.folder=} names, once, on all cores.
 */
@Tag("figures")
class SoundLoadingFiguresTest {
  private static final String FOLDER = System.getProperty("attune.audio.folder", "");
  private static final int RATE = 16_000;

  private final AtomicInteger broken = new AtomicInteger();

  @Test
  void everyOggFileOnce() throws IOException {
    assumeTrue(!FOLDER.isEmpty(), "no folder named");
    List<Path> files;
    try (Stream<Path> paths = Files.walk(Path.of(FOLDER))) {
      files = paths.filter(path -> path.toString().endsWith(".ogg")).sorted().toList();
    }
    SoundCache sounds = new SoundCache(AudioPreprocessing.speech(RATE), Long.MAX_VALUE);
    long start = System.nanoTime();
    double heard = files.parallelStream().mapToDouble(file -> seconds(sounds, file)).sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(heard).isPositive();
    System.out.printf(
        "%d files, %d of them broken, %.1f minutes of sound at %d Hz kept in %.1f s on %d cores%n",
        files.size(),
        broken.get(),
        heard / 60,
        RATE,
        seconds,
        Runtime.getRuntime().availableProcessors());
  }

  private double seconds(SoundCache sounds, Path file) {
    try {
      return sounds.apply(file).durationSeconds();
    } catch (UnreadableAudioException e) {
      broken.incrementAndGet();
      return 0;
    }
  }
}
