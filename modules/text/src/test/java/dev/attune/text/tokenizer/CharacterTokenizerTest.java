package dev.attune.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharacterTokenizerTest {
  private static final CharacterTokenizer TOKENIZER =
      CharacterTokenizer.train(List.of("abba", "Ёж é", "b"), true, new TrainingOptions(64, 1));

  @Test
  void oneIdACharacterWithTheMostFrequentFirst() {
    // Five special tokens; then b (3), a (2), and the single ones by code point.
    assertThat(TOKENIZER.encode("ab")).containsExactly(2, 6, 5, 3);
    assertThat(TOKENIZER.vocabularySize()).isEqualTo(5 + 6);
    assertThat(TOKENIZER.decode(TOKENIZER.encode("ёж é"))).isEqualTo("ёж é");
  }

  @Test
  void caseCompositionAndBlanksAreSettledFirst() {
    int[] plain = TOKENIZER.encode("b é");
    assertThat(TOKENIZER.encode("  B\t\n e\u0301 ")).isEqualTo(plain);
    assertThat(TOKENIZER.encode("b\u00a0é")).isEqualTo(plain);
  }

  @Test
  void rareAndForeignCharactersAreUnknownOnceEach() {
    CharacterTokenizer frequent =
        CharacterTokenizer.train(List.of("aab"), true, new TrainingOptions(64, 2));
    assertThat(frequent.encode("ab\uD83D\uDC18")).containsExactly(2, 5, 1, 1, 3);
    assertThat(frequent.decode(frequent.encode("ab"))).isEqualTo("a[UNK]");
  }

  @Test
  void aSurrogateWithoutItsPartnerIsNoCharacterToLearn(@TempDir Path directory) {
    CharacterTokenizer broken =
        CharacterTokenizer.train(
            List.of("a\uD83D?", "\uDC18b\uD83D\uDC18"), true, new TrainingOptions(64, 1));
    broken.save(directory);
    Tokenizer loaded = Tokenizer.load(directory);

    assertThat(loaded.vocabularySize()).isEqualTo(5 + 4);
    assertThat(loaded.encode("\uD83D\uDC18\uD83D")).isEqualTo(broken.encode("\uD83D\uDC18\uDC18"));
    assertThat(loaded.decode(loaded.encode("b?\uD83D\uDC18"))).isEqualTo("b?\uD83D\uDC18");
  }

  @Test
  void marksBeyondTheMostOfARunAreLeftOut() {
    CharacterTokenizer marks =
        CharacterTokenizer.train(List.of("q\u0301"), true, new TrainingOptions(64, 1));
    assertThat(marks.encode("q" + "\u0301".repeat(500))).hasSize(2 + 1 + 30);
  }
}
