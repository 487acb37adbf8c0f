package dev.attune.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
