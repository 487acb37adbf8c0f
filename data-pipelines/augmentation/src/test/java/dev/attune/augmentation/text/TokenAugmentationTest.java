package dev.attune.augmentation.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datavec.api.writable.WritableFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenAugmentationTest {
  private static final Seeds SEEDS = new Seeds(14);
  private static final int MASK = 3;
  private static final Set<Integer> SPECIAL = Set.of(0, 1, 2, MASK);

  /** Start, 20 ordinary tokens, end, three of padding. */
  private static final TokensWritable SENTENCE =
      new TokensWritable(
          IntStream.concat(
                  IntStream.concat(IntStream.of(1), IntStream.range(100, 120)),
                  IntStream.of(2, 0, 0, 0))
              .toArray());

  static Stream<Augmentation<TokensWritable>> all() {
    return Stream.of(
        new TokenDeletion(0.4, SPECIAL),
        new TokenSwap(0.3, SPECIAL),
        new TokenSpanCrop(Range.of(0.3, 0.8), SPECIAL),
        TokenMasking.bert(MASK, 1000, SPECIAL));
  }

  @ParameterizedTest
  @MethodSource("all")
  void specialTokensStay(Augmentation<TokensWritable> augmentation) {
    for (int i = 0; i < 50; i++) {
      TokensWritable edited = augmentation.apply(SENTENCE, SEEDS.at(0, i, 0));
      int size = edited.size();
      assertThat(edited.at(0)).isEqualTo(1);
      assertThat(edited.at(size - 4)).isEqualTo(2);
      assertThat(edited.at(size - 1)).isZero();
      assertThat(size).isBetween(6, 25);
    }
    TokensWritable marks = new TokensWritable(1, 2, 0);
    assertThat(augmentation.apply(marks, SEEDS.at(0, 0, 0))).isEqualTo(marks);
    assertThat(augmentation.apply(new TokensWritable(), SEEDS.at(0, 0, 0)).size()).isZero();
  }

  @Test
  void deletionAndSpanKeepTheOrderSwapTheTokens() {
    int[] deleted = new TokenDeletion(0.5, SPECIAL).apply(SENTENCE, SEEDS.at(0, 0, 0)).ids();
    for (int i = 2; i < deleted.length - 4; i++) {
      assertThat(deleted[i]).isGreaterThan(deleted[i - 1]);
    }
    int[] span =
        new TokenSpanCrop(Range.of(0.5, 0.5), SPECIAL).apply(SENTENCE, SEEDS.at(0, 0, 0)).ids();
    assertThat(span).hasSize(5 + 10);
    for (int i = 2; i < span.length - 4; i++) {
      assertThat(span[i]).isEqualTo(span[i - 1] + 1);
    }
    int[] swapped = new TokenSwap(0.5, SPECIAL).apply(SENTENCE, SEEDS.at(0, 0, 0)).ids();
    assertThat(swapped).containsExactlyInAnyOrder(SENTENCE.ids()).isNotEqualTo(SENTENCE.ids());
  }

  @Test
  void maskingHasBertsShares() {
    TokenMasking masking = TokenMasking.bert(MASK, 1000, SPECIAL);
    int[] kinds = new int[3];
    for (int i = 0; i < 20_000; i++) {
      TokenMasking.Masked masked = masking.mask(SENTENCE, SEEDS.at(0, i, 0));
      int predicted = 0;
      for (int t = 0; t < SENTENCE.size(); t++) {
        int label = masked.labels().at(t);
        int now = masked.tokens().at(t);
        if (label == TokenMasking.NOT_PREDICTED) {
          assertThat(now).isEqualTo(SENTENCE.at(t));
        } else {
          assertThat(label).isEqualTo(SENTENCE.at(t));
          assertThat(now == MASK || !SPECIAL.contains(now)).isTrue();
          predicted++;
          kinds[now == MASK ? 0 : now == label ? 2 : 1]++;
        }
      }
      // 15 % of 20.
      assertThat(predicted).isEqualTo(3);
    }
    assertThat(kinds[0] / 60_000.0).isCloseTo(0.8, within(0.007));
    assertThat(kinds[1] / 60_000.0).isCloseTo(0.1, within(0.005));
    assertThat(kinds[2] / 60_000.0).isCloseTo(0.1, within(0.005));
  }

  @Test
  void everyOrdinaryPlaceIsAsLikelyToBeChosen() {
    TokenMasking masking = TokenMasking.bert(MASK, 1000, SPECIAL);
    int[] chosen = new int[SENTENCE.size()];
    for (int i = 0; i < 20_000; i++) {
      TokensWritable labels = masking.mask(SENTENCE, SEEDS.at(0, i, 0)).labels();
      for (int t = 0; t < chosen.length; t++) {
        chosen[t] += labels.at(t) >= 0 ? 1 : 0;
      }
    }
    for (int t = 1; t <= 20; t++) {
      assertThat(chosen[t] / 20_000.0).isCloseTo(0.15, within(0.0125));
    }
  }

  @Test
  void theShortestSentenceHasATarget() {
    TokensWritable word = new TokensWritable(1, 500, 2);
    assertThat(TokenMasking.bert(MASK, 1000, SPECIAL).mask(word, SEEDS.at(0, 0, 0)).labels())
        .isEqualTo(new TokensWritable(-1, 500, -1));
  }

  @Test
  void tokensComeBackFromTheirBytes() throws IOException {
    TokensWritable.register(WritableFactory.getInstance());
    TokensWritable.register(WritableFactory.getInstance());
    TokensWritable many = new TokensWritable(IntStream.range(0, 10_001).toArray());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WritableFactory.getInstance().writeWithType(many, new DataOutputStream(bytes));
    byte[] whole = bytes.toByteArray();
    assertThat(WritableFactory.getInstance().readWithType(stream(whole))).isEqualTo(many);
    assertThatThrownBy(() -> new TokensWritable().readFields(stream(new byte[] {0x7f, -1, -1, -1})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 2147483647");
    assertThatThrownBy(() -> new TokensWritable().readFields(stream(new byte[] {0, -1, -1, -1})))
        .isInstanceOf(EOFException.class);
  }

  private static DataInputStream stream(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @Test
  void wrongSettingsSayWhatWasExpectedAndFound() {
    assertThatThrownBy(() -> new TokenMasking(0.15, 0.8, 0.3, MASK, 1000, SPECIAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1, found 0.8 + 0.3");
    assertThatThrownBy(() -> TokenMasking.bert(1000, 1000, SPECIAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("below 1000, found 1000");
    assertThatThrownBy(() -> TokenMasking.bert(MASK, 4, SPECIAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 4 special ones");
  }
}
