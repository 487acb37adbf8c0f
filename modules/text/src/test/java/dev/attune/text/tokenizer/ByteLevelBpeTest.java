package dev.attune.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteLevelBpeTest {
  private static final int ALPHABET = 256 + ByteLevelBpeTraining.SPECIAL.size();

  private static List<String> spelling(ByteLevelBpe bpe, String text) {
    int[] ids = bpe.encode(text);
    return Arrays.stream(ids, 1, ids.length - 1)
        .mapToObj(bpe.vocabulary()::token)
        .collect(Collectors.toList());
  }

  @Test
  void learnsTheMergesOfTheExampleOfSennrichAndOthers() {
    // low 5, lower 2, newest 6, widest 3 (section 3.2 of arXiv 1508.07909), a word a text. By hand:
    // es 9, est 9 (before lo 7 and ow 7), lo 7 (before ow 7), low 7, ew 6 ("e","w" before "n","e"
    // and "w","est"), ewest 6 ("ew","est" before "n","ew"), newest 6.
    List<String> corpus = new ArrayList<>(Collections.nCopies(5, "low"));
    corpus.addAll(Collections.nCopies(2, "lower"));
    corpus.addAll(Collections.nCopies(6, "newest"));
    corpus.addAll(Collections.nCopies(3, "widest"));
    ByteLevelBpe bpe =
        ByteLevelBpe.train(corpus, BpeStyle.GPT2, new TrainingOptions(ALPHABET + 7, 1));
    assertThat(bpe.vocabulary().tokens().subList(ALPHABET, ALPHABET + 7))
        .containsExactly("es", "est", "lo", "low", "ew", "ewest", "newest");
    assertThat(spelling(bpe, "lowest newest")).containsExactly("low", "est", "\u0120", "newest");
  }

  @Test
  void theMinimumFrequencyEndsTheLearning() {
    List<String> corpus = List.of("ab", "ab", "cd");
    assertThat(ByteLevelBpe.train(corpus, BpeStyle.GPT2, new TrainingOptions(5000, 2)))
        .extracting(ByteLevelBpe::vocabularySize)
        .isEqualTo(ALPHABET + 1);
    assertThat(ByteLevelBpe.train(corpus, BpeStyle.GPT2, new TrainingOptions(5000, 1)))
        .extracting(ByteLevelBpe::vocabularySize)
        .isEqualTo(ALPHABET + 2);
    assertThatThrownBy(() -> ByteLevelBpe.train(corpus, BpeStyle.GPT2, new TrainingOptions(200, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least " + ALPHABET)
        .hasMessageContaining("found 200");
  }

  @Test
  void trainingFindsTheMergesOfTheSlowLoop() {
    for (int seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> corpus = Corpora.words(random, 40);
      int minimum = 1 + random.nextInt(3);
      int size = ALPHABET + 5 + random.nextInt(60);
      ByteLevelBpe bpe =
          ByteLevelBpe.train(corpus, BpeStyle.GPT2, new TrainingOptions(size, minimum));
      assertThat(bpe.vocabulary().tokens().subList(ALPHABET, bpe.vocabularySize()))
          .as("seed %d", seed)
          .containsExactlyElementsOf(SlowBpe.learn(corpus, size - ALPHABET, minimum));
    }
  }

  @Test
  void encodingJoinsAsTheSlowLoopDoes() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 300; trial++) {
      List<MergeTable.Merge> merges = new ArrayList<>();
      int symbols = 3;
      for (int merge = 0; merge < 8; merge++) {
        // Now and then two merges give one token, which files from elsewhere may hold.
        int joined = random.nextInt(4) == 0 && symbols > 3 ? symbols - 1 : symbols++;
        merges.add(
            new MergeTable.Merge(random.nextInt(symbols - 1), random.nextInt(symbols - 1), joined));
      }
      int[] word = random.ints(random.nextInt(25), 0, 3).toArray();
      assertThat(new MergeTable(merges).apply(word)).containsExactly(SlowBpe.apply(word, merges));
    }
  }

  @Test
  void gpt2KeepsTheTextToTheByte() {
    ByteLevelBpe bpe =
        ByteLevelBpe.train(Corpora.CAPTIONS, BpeStyle.GPT2, new TrainingOptions(400, 1));
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 2000; trial++) {
      String text = Corpora.random(random, random.nextInt(60));
      String whole = new String(ByteLevelBpe.utf8(text), StandardCharsets.UTF_8);
      assertThat(bpe.decode(bpe.encode(text))).isEqualTo(whole);
      assertThat(whole.length()).isEqualTo(text.length());
    }
    assertThat(bpe.decode(bpe.encode("a\uD800b"))).isEqualTo("a\uFFFDb");
  }

  @Test
  void gpt2CutsWordsAsItsPatternSays() {
    ByteLevelBpe bpe =
        ByteLevelBpe.train(
            List.of("we'll  go 2024 times!? \u00e9t\u00e9"),
            BpeStyle.GPT2,
            new TrainingOptions(600, 1));
    assertThat(spelling(bpe, "we'll  go 2024 times!? \u00e9t\u00e9"))
        .containsExactly(
            "we",
            "'ll",
            "\u0120",
            "\u0120go",
            "\u01202024",
            "\u0120times",
            "!?",
            "\u0120\u00c3\u00a9t\u00c3\u00a9");
  }

  @Test
  void clipLowersCaseAndMarksTheEndOfWords() {
    ByteLevelBpe bpe =
        ByteLevelBpe.train(
            List.of("it's a cat", "two cats"), BpeStyle.CLIP, new TrainingOptions(700, 1));
    assertThat(spelling(bpe, " It's A   CAT 12"))
        .containsExactly("it</w>", "'s</w>", "a</w>", "cat</w>", "1</w>", "2</w>");
    assertThat(bpe.decode(bpe.encode("It's a cat"))).isEqualTo("it 's a cat");
  }

  @Test
  void theByteAlphabetIsGpt2s() {
    List<String> order = new ByteAlphabet().inFileOrder();
    assertThat(order).hasSize(256).doesNotHaveDuplicates().startsWith("!", "\"", "#");
    assertThat(order.subList(188, 191)).containsExactly("\u0100", "\u0101", "\u0102");
    assertThat(order).last().isEqualTo("\u0143");
    assertThat(new ByteAlphabet().character(' ')).isEqualTo('\u0120');
    assertThat(new ByteAlphabet().character('\n')).isEqualTo('\u010a');
  }

  @Test
  void trainingDoesNotDependOnTheOrderOfTheCorpus() {
    List<String> corpus = Corpora.words(new SplittableRandom(5), 200);
    List<String> reversed = new ArrayList<>(corpus);
    Collections.reverse(reversed);
    TrainingOptions options = new TrainingOptions(400, 1);
    assertThat(ByteLevelBpe.train(reversed, BpeStyle.GPT2, options).vocabulary().tokens())
        .isEqualTo(ByteLevelBpe.train(corpus, BpeStyle.GPT2, options).vocabulary().tokens());
  }

  @Test
  void readsTheFilesOfGpt2WithTheClosingTokenForPadding(@TempDir Path directory) throws Exception {
    StringBuilder json = new StringBuilder("{");
    List<String> tokens = new ArrayList<>(new ByteAlphabet().inFileOrder());
    tokens.addAll(List.of("\u0120a", "he", "hel", "<|endoftext|>"));
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id).replace("\\", "\\\\").replace("\"", "\\\"");
      json.append(id == 0 ? "" : ", ").append('"').append(token).append("\": ").append(id);
    }
    Files.writeString(directory.resolve("vocab.json"), json + "}");
    Files.writeString(directory.resolve("merges.txt"), "#version: 0.2\n\u0120 a\nh e\nhe l\n");
    ByteLevelBpe bpe = (ByteLevelBpe) Tokenizer.load(directory);
    assertThat(bpe.style()).isEqualTo(BpeStyle.GPT2);
    // h=71, e=68, l=75 in GPT-2's own vocabulary too.
    assertThat(bpe.encode("hell a")).containsExactly(258, 75, 256, 259);
    assertThat(bpe.padId()).isEqualTo(259);
    assertThat(bpe.id(SpecialToken.CLS)).isEmpty();
    assertThat(bpe.encode(List.of("a"), 3).mask()[0]).containsExactly(1, 1, 0);
  }
}
