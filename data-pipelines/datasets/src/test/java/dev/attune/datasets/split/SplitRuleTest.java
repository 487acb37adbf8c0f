package dev.attune.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitRuleTest {
  private static final CaptionSampler WORDS = DescriptionOrKeywords.defaults();

  @Test
  void unseenConceptsAreATenthAndNeverTrainedOn() {
    Dataset data = concepts(200, 3);
    SplitPlan plan = UnseenConceptsAndCaptions.tenths().plan(data, WORDS, 1);
    EvaluationSplit unseen = plan.evaluation("unseen_concept").orElseThrow();
    EvaluationSplit captions = plan.evaluation("unseen_caption").orElseThrow();
    EvaluationSplit validation = plan.validation().orElseThrow();

    assertThat(unseen.gallery()).hasSize(60);
    assertThat(unseen.galleries().get("all")).hasSize(600);
    assertThat(unseen.queries()).hasSize(60);
    assertThat(plan.train()).hasSize(540).doesNotContainAnyElementsOf(unseen.gallery());
    assertThat(groups(data, plan.train()))
        .doesNotContainAnyElementsOf(groups(data, unseen.gallery()));
    assertThat(captions.gallery()).isEqualTo(plan.train());
    assertThat(validation.gallery()).isEqualTo(plan.train());
    assertThat(validation.queries()).hasSize(54);
    assertThat(captions.queries()).hasSize(486);
    Set<Integer> asked = new TreeSet<>(items(captions));
    assertThat(asked).doesNotContainAnyElementsOf(items(validation));
    asked.addAll(items(validation));
    assertThat(asked).containsExactlyElementsOf(plan.train());
    assertThat(captions.queries().get(0).caption())
        .isEqualTo("thing %s one%1$s two%1$s".formatted(data.item(items(captions).get(0)).id()));
  }

  @Test
  void theSeedDecidesAndTheOrderOfTheRowsDoesNot() {
    Dataset data = concepts(100, 2);
    List<Item> turned = new ArrayList<>(data.items());
    Collections.shuffle(turned, new Random(5));
    Dataset other = new Dataset("other", data.source(), turned, List.of());
    for (SplitRule rule :
        List.of(UnseenConceptsAndCaptions.tenths(), new GroupShares(Map.of("test", 0.2)))) {
      Set<String> first = ids(data, rule.plan(data, WORDS, 1).train());
      assertThat(ids(other, rule.plan(other, WORDS, 1).train())).isEqualTo(first);
      assertThat(ids(data, rule.plan(data, WORDS, 2).train())).isNotEqualTo(first);
    }
  }

  @Test
  void captionsThatTrainingCanDrawAreNotAsked() {
    List<Item> items = new ArrayList<>(concepts(50, 1).items());
    items.add(item("bare", "bare thing", List.of(), Optional.empty(), Optional.empty()));
    items.add(item("twin", "red", List.of("hat"), Optional.empty(), Optional.empty()));
    items.add(item("copy", "Red  hat", List.of("x", "y"), Optional.empty(), Optional.empty()));
    Dataset data = new Dataset("d", Path.of("d"), items, List.of());
    for (long seed = 0; seed < 10; seed++) {
      SplitPlan plan = new UnseenConceptsAndCaptions(0.05, 0.3).plan(data, WORDS, seed);
      List<Integer> asked = new ArrayList<>(items(plan.evaluation("unseen_caption").orElseThrow()));
      asked.addAll(items(plan.validation().orElseThrow()));
      Set<String> ids = ids(data, asked);
      assertThat(ids).doesNotContain("bare");
      if (ids(data, plan.train()).contains("copy")) {
        assertThat(ids).doesNotContain("twin");
      }
    }
  }

  @Test
  void sharesOfGroups() {
    Map<String, Double> shares = new LinkedHashMap<>();
    shares.put("validation", 0.1);
    shares.put("test", 0.25);
    Dataset data = concepts(40, 3);
    SplitPlan plan = new GroupShares(shares).plan(data, new OneOfTexts(0), 9);
    assertThat(plan.validation().orElseThrow().gallery()).hasSize(12);
    EvaluationSplit test = plan.evaluation("test").orElseThrow();
    assertThat(test.gallery()).hasSize(30);
    assertThat(plan.train()).hasSize(78);
    assertThat(groups(data, plan.train()))
        .doesNotContainAnyElementsOf(groups(data, test.gallery()));
    assertThatThrownBy(() -> new GroupShares(Map.of("a", 0.5, "b", 0.5)))
        .hasMessageContaining("below 1, found 1.0");
    assertThatThrownBy(() -> new UnseenConceptsAndCaptions(-0.1, 0.1))
        .hasMessageContaining("unseen_concepts: expected a share");
  }

  @Test
  void theManifestsOwnSplits() {
    List<Item> items =
        List.of(
            item("a", "a", List.of(), Optional.of("g"), Optional.of("train")),
            item("b", "b", List.of(), Optional.of("g"), Optional.empty()),
            item("c", "c", List.of(), Optional.empty(), Optional.of("val")),
            item("d", "d", List.of(), Optional.empty(), Optional.of("test")));
    Dataset data = new Dataset("d", Path.of("d.csv"), items, List.of());
    SplitPlan plan = new ManifestSplits().plan(data, new OneOfTexts(0), 0);
    assertThat(plan.train()).containsExactly(0, 1);
    assertThat(plan.validation().orElseThrow().gallery()).containsExactly(2);
    assertThat(plan.evaluation("test").orElseThrow().queries()).containsExactly(new Query(3, "d"));

    List<Item> crossing = new ArrayList<>(items);
    crossing.add(item("e", "e", List.of(), Optional.of("g"), Optional.of("test")));
    Dataset bad = new Dataset("d", Path.of("d.csv"), crossing, List.of());
    assertThatThrownBy(() -> new ManifestSplits().plan(bad, new OneOfTexts(0), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group `g` expected in one split, found in `train`")
        .hasMessageContaining("and `test`");
    Dataset none = new Dataset("d", Path.of("d.csv"), items.subList(2, 4), List.of());
    assertThatThrownBy(() -> new ManifestSplits().plan(none, new OneOfTexts(0), 0))
        .hasMessageContaining(
            "expected items to train on, whose captions can be drawn if they have texts");
  }

  private static Dataset concepts(int groups, int each) {
    List<Item> items =
        IntStream.range(0, groups * each)
            .mapToObj(
                i ->
                    item(
                        "i" + i,
                        "thing i" + i,
                        List.of("onei" + i, "twoi" + i),
                        Optional.of("g" + i / each),
                        Optional.empty()))
            .toList();
    return new Dataset("d", Path.of("d.jsonl"), items, List.of());
  }

  static Item item(
      String id,
      String text,
      List<String> keywords,
      Optional<String> group,
      Optional<String> split) {
    return new Item(
        id,
        Optional.empty(),
        Optional.empty(),
        List.of(text),
        split,
        Optional.empty(),
        group,
        Map.of("keywords", keywords),
        1);
  }

  private static List<Integer> items(EvaluationSplit split) {
    return split.queries().stream().map(Query::item).toList();
  }

  private static Set<String> ids(Dataset data, List<Integer> items) {
    return items.stream()
        .map(i -> data.item(i).id())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Set<String> groups(Dataset data, List<Integer> items) {
    return items.stream()
        .map(i -> data.item(i).group().orElseThrow())
        .collect(Collectors.toCollection(HashSet::new));
  }
}
