package dev.attune.augmentation.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datavec.api.writable.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextAugmentationTest {
  private static final Seeds SEEDS = new Seeds(13);
  private static final String CAPTION = "the quick brown fox jumps over the lazy dog";
  private static final List<String> WORDS = List.of(CAPTION.split(" ", -1));

  static Stream<Augmentation<Text>> all() {
    return Stream.of(
        new WordDeletion(0.4),
        new WordDeletion(1),
        new WordSwap(0.3),
        new WordSpanCrop(Range.of(0.3, 0.8)),
        new LetterCase(LetterCase.Form.LOWER),
        new LetterCase(LetterCase.Form.UPPER),
        new LetterCase(LetterCase.Form.TITLE),
        new LetterCase(LetterCase.Form.SENTENCE));
  }

  @ParameterizedTest
  @MethodSource("all")
  void takesAnyText(Augmentation<Text> augmentation) {
    assertThat(augmentation.apply(new Text(""), SEEDS.at(0, 0, 0)).toString()).isEmpty();
    assertThat(augmentation.apply(new Text(" \t\u2003"), SEEDS.at(0, 0, 0)).toString()).isBlank();
    assertThat(augmentation.apply(new Text("🐘"), SEEDS.at(0, 0, 0)).toString()).isEqualTo("🐘");
    Text text = new Text(CAPTION);
    Text once = augmentation.apply(text, SEEDS.at(0, 5, 0));
    assertThat((Object) augmentation.apply(text, SEEDS.at(0, 5, 0))).isEqualTo(once);
    assertThat(text.toString()).isEqualTo(CAPTION);
    assertThat(once.toString()).isNotBlank();
  }

  @Test
  void deletionKeepsOrderAndTheShareAskedFor() {
    long kept = 0;
    for (int i = 0; i < 5000; i++) {
      List<String> left = words(new WordDeletion(0.3), i);
      int from = 0;
      for (String word : left) {
        int at = WORDS.subList(from, WORDS.size()).indexOf(word);
        assertThat(at).isNotNegative();
        from += at + 1;
      }
      kept += left.size();
    }
    assertThat(kept / (5000.0 * WORDS.size())).isCloseTo(0.7, within(0.01));
    assertThat(words(new WordDeletion(1), 3)).hasSize(1);
    assertThat(words(new WordDeletion(0), 3)).isEqualTo(WORDS);
  }

  @Test
  void swapKeepsTheWordsAndExchangesTwo() {
    for (int i = 0; i < 200; i++) {
      List<String> swapped = words(new WordSwap(0), i);
      assertThat(swapped).containsExactlyInAnyOrderElementsOf(WORDS);
      long moved =
          IntStream.range(0, WORDS.size())
              .filter(w -> !swapped.get(w).equals(WORDS.get(w)))
              .count();
      // None where the two equal words changed places.
      assertThat(moved).isIn(0L, 2L);
    }
  }

  @Test
  void spanIsAStretchOfTheText() {
    Set<String> starts = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      String span =
          new WordSpanCrop(Range.of(0.3, 0.7))
              .apply(new Text(CAPTION), SEEDS.at(0, i, 0))
              .toString();
      assertThat(CAPTION).contains(span);
      assertThat(span.split(" ", -1).length).isBetween(3, 6);
      starts.add(span.split(" ", -1)[0]);
    }
    assertThat(starts).hasSizeGreaterThan(4);
    assertThat(words(new WordSpanCrop(Range.of(1, 1)), 0)).isEqualTo(WORDS);
  }

  @Test
  void casesAreTheSameEverywhere() {
    assertThat(cased(LetterCase.Form.LOWER, "A TITLE in ÄÖ")).isEqualTo("a title in äö");
    assertThat(cased(LetterCase.Form.UPPER, "a title")).isEqualTo("A TITLE");
    assertThat(cased(LetterCase.Form.TITLE, "a bIG  title")).isEqualTo("A Big  Title");
    assertThat(cased(LetterCase.Form.SENTENCE, "  a bIG title")).isEqualTo("  A big title");
  }

  @Test
  void aCaptionOfAMillionCharactersIsNoTrouble() {
    Text large = new Text("word ".repeat(200_000));
    all().forEach(a -> assertThat(a.apply(large, SEEDS.at(0, 0, 0)).toString()).isNotEmpty());
  }

  @Test
  void wrongSettingsSayWhatWasExpectedAndFound() {
    assertThatThrownBy(() -> new WordDeletion(-0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("word_deletion: probability: expected 0 to 1, found -0.1");
    assertThatThrownBy(() -> new WordSwap(2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WordSpanCrop(Range.of(0, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LetterCase(null)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> words(Augmentation<Text> augmentation, int item) {
    return List.of(
        augmentation.apply(new Text(CAPTION), SEEDS.at(0, item, 0)).toString().split(" ", -1));
  }

  private static String cased(LetterCase.Form form, String text) {
    return new LetterCase(form).apply(new Text(text), SEEDS.at(0, 0, 0)).toString();
  }
}
