package dev.attune.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceTest {
  private static List<String> spelling(FramedTokenizer tokenizer, String text) {
    int[] ids = tokenizer.encode(text);
    return Arrays.stream(ids, 1, ids.length - 1).mapToObj(tokenizer.vocabulary()::token).toList();
  }

  private static WordPiece of(boolean lowerCase, String... tokens) {
    List<String> all = new ArrayList<>(WordPieceTraining.SPECIAL);
    all.addAll(List.of(tokens));
    return new WordPiece(new Vocabulary(all), lowerCase, "test");
  }

  @Test
  void takesTheLongestPieceFirst() {
    WordPiece pieces =
        of(true, "un", "##aff", "##able", "##a", "want", "##want", "##ed", "##ing", "runn", ",");
    assertThat(spelling(pieces, "unaffable")).containsExactly("un", "##aff", "##able");
    assertThat(spelling(pieces, "UNwant\u00c9d,running"))
        .containsExactly("un", "##want", "##ed", ",", "runn", "##ing");
    // "unaf" cannot be spelt to its end: the word is unknown, not its tail.
    assertThat(spelling(pieces, "unaf want \uD83D\uDC18 ##able"))
        .containsExactly("[UNK]", "want", "[UNK]", "[UNK]", "[UNK]", "[UNK]");
    assertThat(pieces.decode(pieces.encode("wanted runn unaffable")))
        .isEqualTo("wanted runn unaffable");
  }

  @Test
  void aWordLongerThanAHundredCharactersIsUnknown() {
    WordPiece pieces = of(true, "a", "##a");
    assertThat(spelling(pieces, "a".repeat(100))).hasSize(100).doesNotContain("[UNK]");
    assertThat(spelling(pieces, "a".repeat(101) + " a")).containsExactly("[UNK]", "a");
  }

  @Test
  void splitsAsBertDoes() {
    List<String> words = new ArrayList<>();
    new WordSplitter(true)
        .split(
            " \tH\u00c9llo\u0000,Wo\u0301rld$5\u00a0\u5927\u8c61x\u3000\u2028\u2014\u200bend\uFFFD \uD800",
            words::add);
    assertThat(words)
        .containsExactly("hello", ",", "world", "$", "5", "\u5927", "\u8c61", "x", "\u2014", "end");
    words.clear();
    new WordSplitter(false).split("H\u00e9llo World", words::add);
    assertThat(words).containsExactly("H\u00e9llo", "World");
  }

  @Test
  void trainingMergesTheMostFrequentPairs() {
    // hug 10, pug 5, pun 12, bun 4, hugs 5. By hand: ##u ##g 20, ##u ##n 16, h ##ug 15, p ##un 12
    // (b ##un only 4), then hug ##s and p ##ug with 5 each: "hug" sorts before "p".
    List<String> corpus = new ArrayList<>(Collections.nCopies(10, "hug"));
    corpus.addAll(Collections.nCopies(5, "pug"));
    corpus.addAll(Collections.nCopies(12, "pun"));
    corpus.addAll(Collections.nCopies(4, "bun"));
    corpus.addAll(Collections.nCopies(5, "hugs"));
    List<String> alphabet = List.of("##g", "##n", "##s", "##u", "b", "h", "p");
    WordPiece pieces = WordPiece.train(corpus, true, new TrainingOptions(5 + 7 + 5, 1));
    List<String> tokens = pieces.vocabulary().tokens();
    assertThat(tokens.subList(0, 5)).isEqualTo(WordPieceTraining.SPECIAL);
    assertThat(tokens.subList(5, 12)).isEqualTo(alphabet);
    assertThat(tokens.subList(12, 17)).containsExactly("##ug", "##un", "hug", "pun", "hugs");
    assertThat(spelling(pieces, "bugs pun mug"))
        .containsExactly("b", "##ug", "##s", "pun", "[UNK]");
  }

  @Test
  void anAlphabetThatDoesNotFitKeepsTheMostFrequentCharacters() {
    WordPiece pieces = WordPiece.train(List.of("a a a b b c"), true, new TrainingOptions(8, 1));
    assertThat(pieces.vocabulary().tokens().subList(5, 8)).containsExactly("a", "b", "c");
    pieces = WordPiece.train(List.of("a a a b b c d"), true, new TrainingOptions(8, 1));
    assertThat(spelling(pieces, "a d")).containsExactly("a", "[UNK]");
  }

  @Test
  void readsTheFileOfBertAndSeesItsCase(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("vocab.txt");
    Files.writeString(file, "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n##y\n");
    WordPiece uncased = (WordPiece) Tokenizer.load(directory);
    assertThat(uncased.lowerCase()).isTrue();
    assertThat(uncased.encode("THEY the")).containsExactly(2, 5, 6, 5, 3);
    Files.writeString(file, "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\nThe\r\nthe");
    WordPiece cased = (WordPiece) Tokenizer.load(directory);
    assertThat(cased.lowerCase()).isFalse();
    assertThat(cased.encode("The the THE")).containsExactly(2, 5, 6, 1, 3);
  }

  @Test
  void aMissingSpecialTokenIsNamedWithTheFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("vocab.txt");
    Files.writeString(file, "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n");
    assertThatThrownBy(() -> Tokenizer.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            file
                + ": expected a token for MASK, one of [[MASK], <mask>], found none among 5 tokens");
  }

  @Test
  void wholeWordsByFrequencyThenSpelling() {
    WordLevelTokenizer words =
        WordLevelTokenizer.train(List.of("b a", "c b", "B! d"), true, new TrainingOptions(8, 1));
    assertThat(words.vocabulary().tokens().subList(5, 8)).containsExactly("b", "!", "a");
    assertThat(words.encode("a B zebra")).containsExactly(2, 7, 5, 1, 3);
    assertThat(words.decode(words.encode("a B zebra"))).isEqualTo("a b [UNK]");
    assertThat(
            WordLevelTokenizer.train(List.of("b a", "b"), true, new TrainingOptions(99, 2))
                .vocabularySize())
        .isEqualTo(6);
  }
}
