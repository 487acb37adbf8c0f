package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Captions a second through the all-MiniLM-L6-v2 that {@code -Dattune.minilm=} names: the median of
 * the last rounds.
 */
@Tag("figures")
class MiniLmFiguresTest {
  private static final String JAR = System.getProperty("attune.minilm", "");
  private static final String[] WORDS =
      "a red green blue elephant apple runs sits under over the old house with grey trunk and two"
          .split(" ");
  private static final int TEXTS = 512;
  private static final int ROUNDS = 9;

  @TempDir Path folder;

  /** Captions of 4 to 16 words. */
  private static List<String> texts(int seed) {
    Random random = new Random(seed);
    return IntStream.range(0, TEXTS)
        .mapToObj(
            i ->
                IntStream.range(0, 4 + random.nextInt(13))
                    .mapToObj(word -> WORDS[random.nextInt(WORDS.length)])
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  @Test
  void captionsASecond() {
    assumeTrue(!JAR.isEmpty(), "no jar named");
    try (SentenceEncoder encoder = SentenceEncoder.load(Path.of(JAR));
        CachedSentenceEncoder cached = new CachedSentenceEncoder(encoder, folder)) {
      double[] computed = new double[ROUNDS];
      double[] kept = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        List<String> texts = texts(round);
        cached.embed(texts);
        long start = System.nanoTime();
        assertThat(encoder.embed(texts)).hasDimensions(TEXTS, 384);
        long between = System.nanoTime();
        assertThat(cached.embed(texts)).hasDimensions(TEXTS, 384);
        computed[round] = TEXTS * 1e9 / (between - start);
        kept[round] = TEXTS * 1e9 / (System.nanoTime() - between);
      }
      System.out.printf(
          "%.0f captions a second computed, %.0f kept%n", median(computed), median(kept));
      assertThat(median(computed)).isGreaterThan(50);
      assertThat(median(kept)).isGreaterThan(10 * median(computed));
    }
  }

  private static double median(double[] speeds) {
    double[] last = Arrays.copyOfRange(speeds, ROUNDS / 2, ROUNDS);
    Arrays.sort(last);
    return last[last.length / 2];
  }
}
