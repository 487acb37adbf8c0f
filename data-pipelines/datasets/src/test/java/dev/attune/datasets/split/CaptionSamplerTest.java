package dev.attune.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.datasets.Item;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptionSamplerTest {
  private static final Item ELEPHANT =
      item(List.of("elephant", "grey animal"), "animal", "trunk", "big ears", "animal", "zoo");

  static List<CaptionSampler> samplers() {
    return List.of(
        new OneOfTexts(0),
        new OneOfTexts(1),
        DescriptionOrKeywords.defaults(),
        new DescriptionOrKeywords(0, 2, 2, "keywords"));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void whatIsDrawnCanBeDrawnAndDependsOnTheRandomNumbersAlone(CaptionSampler sampler) {
    SplittableRandom random = new SplittableRandom(3);
    SplittableRandom same = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      String caption = sampler.draw(ELEPHANT, random);
      assertThat(sampler.draw(ELEPHANT, same)).isEqualTo(caption);
      assertThat(sampler.canDraw(ELEPHANT, caption)).isTrue();
      assertThat(sampler.canDraw(ELEPHANT, "  " + caption.toUpperCase(Locale.ROOT))).isTrue();
    }
    assertThat(sampler.canDraw(ELEPHANT, "a mouse")).isFalse();
    Item silent = item(List.of());
    assertThat(sampler.draws(silent)).isFalse();
    assertThat(sampler.evaluationCaptions(silent)).isEmpty();
    assertThat(sampler.canDraw(silent, "x")).isFalse();
    assertThatThrownBy(() -> sampler.draw(silent, random)).hasMessageContaining("expected a text");
  }

  @Test
  void halfTheDrawsAreTheDescriptionAndKeywordCountsAreEven() {
    SplittableRandom random = new SplittableRandom(1);
    Item item = item(List.of("elephant"), "a", "b", "c", "d", "e");
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0; i < 8_000; i++) {
      String caption = DescriptionOrKeywords.defaults().draw(item, random);
      List<String> words = Arrays.asList(caption.split(" "));
      assertThat(words).doesNotHaveDuplicates();
      counts.merge(caption.equals("elephant") ? 0 : words.size(), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys(0, 1, 2, 3, 4);
    assertThat(counts.get(0) / 8_000.0).isCloseTo(0.5, within(0.03));
    for (int k = 1; k <= 4; k++) {
      assertThat(counts.get(k) / 8_000.0).isCloseTo(0.125, within(0.02));
    }
  }

  @Test
  void evaluatedByTheDescriptionWithAllKeywords() {
    CaptionSampler sampler = DescriptionOrKeywords.defaults();
    assertThat(sampler.evaluationCaptions(ELEPHANT))
        .containsExactly("elephant animal trunk big ears animal zoo");
    Item bare = item(List.of("camping"));
    assertThat(sampler.evaluationCaptions(bare)).containsExactly("camping");
    assertThat(sampler.canDraw(bare, "Camping")).isTrue();
    assertThat(sampler.canDraw(ELEPHANT, "zoo big ears trunk animal")).isTrue();
    assertThat(sampler.canDraw(ELEPHANT, "zoo zoo")).isFalse();
    assertThat(sampler.canDraw(ELEPHANT, "big")).isFalse();
    Item five = item(List.of("x"), "a", "b", "c", "d", "e");
    assertThat(sampler.canDraw(five, "a b c d")).isTrue();
    assertThat(sampler.canDraw(five, "a b c d e")).isFalse();
  }

  @Test
  void heldOutTextsAreNeverDrawn() {
    Item item = item(List.of("one", "two", "three"));
    OneOfTexts sampler = new OneOfTexts(1);
    assertThat(sampler.evaluationCaptions(item)).containsExactly("three");
    assertThat(sampler.canDraw(item, "three")).isFalse();
    assertThat(new OneOfTexts(5).evaluationCaptions(item)).containsExactly("two", "three");
    assertThat(new OneOfTexts(0).evaluationCaptions(item)).hasSize(3);
    assertThatThrownBy(() -> new OneOfTexts(-1)).hasMessageContaining("found -1");
    assertThatThrownBy(() -> new DescriptionOrKeywords(0.5, 3, 2, "k"))
        .hasMessageContaining("min 3 and max 2");
    assertThatThrownBy(() -> new DescriptionOrKeywords(Double.NaN, 1, 2, "k"))
        .hasMessageContaining("found NaN");
  }

  private static Item item(List<String> texts, String... keywords) {
    return new Item(
        "id",
        Optional.of(Path.of("x.png")),
        Optional.empty(),
        texts,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of("keywords", List.of(keywords)),
        1);
  }
}
