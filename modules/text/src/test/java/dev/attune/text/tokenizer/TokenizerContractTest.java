package dev.attune.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every tokenizer. */
class TokenizerContractTest {
  private static final TrainingOptions OPTIONS = new TrainingOptions(700, 1);

  static Stream<Arguments> tokenizers() {
    return Stream.of(
        Arguments.of("gpt2", ByteLevelBpe.train(Corpora.CAPTIONS, BpeStyle.GPT2, OPTIONS)),
        Arguments.of("clip", ByteLevelBpe.train(Corpora.CAPTIONS, BpeStyle.CLIP, OPTIONS)),
        Arguments.of("word_piece", WordPiece.train(Corpora.CAPTIONS, true, OPTIONS)),
        Arguments.of("word_piece cased", WordPiece.train(Corpora.CAPTIONS, false, OPTIONS)),
        Arguments.of("character", CharacterTokenizer.train(Corpora.CAPTIONS, true, OPTIONS)),
        Arguments.of("character cased", CharacterTokenizer.train(Corpora.CAPTIONS, false, OPTIONS)),
        Arguments.of("word_level", WordLevelTokenizer.train(Corpora.CAPTIONS, true, OPTIONS)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void anyStringIsEncodedIntoIdsOfTheVocabulary(String name, Tokenizer tokenizer) {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 500; trial++) {
      int[] ids = tokenizer.encode(Corpora.random(random, random.nextInt(40)));
      assertThat(ids)
          .hasSizeGreaterThanOrEqualTo(2)
          .startsWith(tokenizer.id(SpecialToken.CLS).orElseThrow())
          .endsWith(tokenizer.id(SpecialToken.EOS).orElseThrow());
      assertThat(Arrays.stream(ids).boxed())
          .allMatch(id -> id >= 0 && id < tokenizer.vocabularySize());
      assertThat(tokenizer.decode(ids)).isNotNull();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void aLimitKeepsTheBeginningAndTheClosingToken(String name, Tokenizer tokenizer) {
    for (String caption : Corpora.CAPTIONS) {
      int[] whole = tokenizer.encode(caption);
      for (int limit = 3; limit <= whole.length + 2; limit++) {
        int[] cut = tokenizer.encode(caption, limit);
        int[] expected = Arrays.copyOf(whole, Math.min(limit, whole.length));
        expected[expected.length - 1] = whole[whole.length - 1];
        assertThat(cut).containsExactly(expected);
      }
    }
    assertThatThrownBy(() -> tokenizer.encode("a", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("context: expected at least 3 tokens, found 2");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void aBatchIsPaddedAndMasked(String name, Tokenizer tokenizer) {
    List<String> texts = List.of("", "a red apple", Collections.nCopies(40, "mouse ").toString());
    Encoding batch = tokenizer.encode(texts, 12);
    assertThat(batch.size()).isEqualTo(3);
    for (int row = 0; row < 3; row++) {
      int[] alone = tokenizer.encode(texts.get(row), 12);
      assertThat(batch.ids()[row]).hasSize(12).startsWith(alone);
      for (int at = 0; at < 12; at++) {
        assertThat(batch.mask()[row][at]).isEqualTo(at < alone.length ? 1 : 0);
        if (at >= alone.length) {
          assertThat(batch.ids()[row][at]).isEqualTo(tokenizer.padId());
        }
      }
    }
    assertThat(batch.mask()[0]).startsWith(1, 1, 0);
    assertThat(batch.mask()[2]).containsOnly(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void specialTokensInATextAreOrdinaryText(String name, Tokenizer tokenizer) {
    for (SpecialToken role : SpecialToken.values()) {
      for (String spelling : role.usualNames()) {
        int[] ids = tokenizer.encode(spelling);
        int[] inner = Arrays.copyOfRange(ids, 1, ids.length - 1);
        assertThat(inner).isNotEmpty();
        int unknown = tokenizer.id(SpecialToken.UNK).orElse(-1);
        for (SpecialToken other : SpecialToken.values()) {
          int id = tokenizer.id(other).orElse(-2);
          if (id != unknown) {
            assertThat(inner).doesNotContain(id);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void savedAndLoadedItIsTheSame(String name, Tokenizer tokenizer, @TempDir Path directory) {
    tokenizer.save(directory.resolve("inner"));
    Tokenizer loaded = Tokenizer.load(directory.resolve("inner"));
    assertThat(loaded).hasSameClassAs(tokenizer);
    assertThat(loaded.vocabularySize()).isEqualTo(tokenizer.vocabularySize());
    assertThat(loaded.padId()).isEqualTo(tokenizer.padId());
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 200; trial++) {
      String text = trial < 8 ? Corpora.CAPTIONS.get(trial) : Corpora.random(random, 20);
      assertThat(loaded.encode(text)).containsExactly(tokenizer.encode(text));
      assertThat(loaded.decode(loaded.encode(text)))
          .isEqualTo(tokenizer.decode(tokenizer.encode(text)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void aMillionCharactersAreTakenInOneGo(String name, Tokenizer tokenizer) {
    String[] giants = {
      "a".repeat(1_000_000),
      "ab ".repeat(333_333),
      " ".repeat(1_000_000),
      "a" + "\u0315\u0300".repeat(500_000),
      "\uD83D\uDE00".repeat(500_000),
      "\uD800".repeat(1_000_000)
    };
    for (String giant : giants) {
      assertThat(tokenizer.encode(giant, 32)).hasSizeBetween(2, 32);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void anIdOutsideTheVocabularyIsNamed(String name, Tokenizer tokenizer) {
    assertThatThrownBy(() -> tokenizer.decode(0, tokenizer.vocabularySize()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 0 to " + (tokenizer.vocabularySize() - 1));
  }
}
