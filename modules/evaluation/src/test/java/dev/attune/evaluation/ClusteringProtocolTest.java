package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusteringProtocolTest {
  private static final ClusteringProtocol PROTOCOL =
      new ClusteringProtocol(KMeans.DEFAULT, new Bootstrap(200, 1));

  /** Far apart in direction, of any length. */
  private static float[][] items(int... labels) {
    SplittableRandom random = new SplittableRandom(4);
    float[][] items = RankingTest.normal(random, labels.length, 8);
    for (int i = 0; i < labels.length; i++) {
      items[i][labels[i] % 8] += 20;
      float length = random.nextInt(1, 100);
      for (int d = 0; d < 8; d++) {
        items[i][d] *= length;
      }
    }
    return items;
  }

  @Test
  void clearClassesAreFoundAndControlsLieAtChance() {
    // Numbers with gaps: what counts is how many there are.
    int[] labels = IntStream.range(0, 900).map(i -> i % 3 * 2).toArray();
    List<EvaluationRow> rows =
        PROTOCOL.evaluate(
            "test",
            "image",
            items(labels),
            labels,
            Clusters.single(900),
            Map.of("random_encoder", RankingTest.normal(new SplittableRandom(5), 900, 4)));
    assertThat(rows)
        .extracting(EvaluationRow::metric)
        .containsExactly("mutual_information", "nmi", "ari", "v_measure");
    assertThat(rows.get(0).value()).isCloseTo(Math.log(3), within(1e-12));
    for (EvaluationRow row : rows) {
      assertThat(row.protocol()).isEqualTo("clustering");
      assertThat(row.gallerySize()).isEqualTo(3);
      assertThat(row.controls()).containsOnlyKeys("random_encoder", "shuffled_labels");
      row.controls()
          .forEach(
              (name, control) -> assertThat(control.value()).as(name).isCloseTo(0, within(0.02)));
    }
    for (EvaluationRow row : rows.subList(1, 4)) {
      assertThat(row.value()).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void figuresAreThoseOfTheClustersFound() {
    SplittableRandom random = new SplittableRandom(6);
    int[] labels = random.ints(400, 0, 4).toArray();
    float[][] items = RankingTest.normal(random, 400, 5);
    for (int i = 0; i < 400; i++) {
      items[i][labels[i]] += 1.5f;
    }
    List<EvaluationRow> rows =
        PROTOCOL.evaluate("test", "image", items, labels, Clusters.single(400), Map.of());
    long[] found = IntStream.of(KMeans.DEFAULT.of(UnitRows.of(items), 4)).asLongStream().toArray();
    ClusteringMetrics expected =
        ClusteringMetrics.of(IntStream.of(labels).asLongStream().toArray(), found);
    assertThat(rows.get(0).value()).isCloseTo(expected.mutualInformation(), within(1e-12));
    assertThat(rows.get(1).value()).isCloseTo(expected.nmi(), within(1e-12));
    assertThat(rows.get(2).value()).isCloseTo(expected.ari(), within(1e-12)).isBetween(0.2, 0.8);
    for (EvaluationRow row : rows) {
      assertThat(row.value()).isBetween(row.ci95().low(), row.ci95().high());
      assertThat(row.ci95().high() - row.ci95().low()).isBetween(0.01, 0.5);
    }
  }

  @Test
  void itemsThatAreDrawnTogetherWidenTheInterval() {
    SplittableRandom random = new SplittableRandom(7);
    int[] single = random.ints(150, 0, 3).toArray();
    float[][] items = RankingTest.normal(random, 150, 3);
    int[] labels = new int[600];
    int[] keys = new int[600];
    float[][] copies = new float[600][];
    for (int i = 0; i < 600; i++) {
      labels[i] = single[i / 4];
      keys[i] = i / 4;
      copies[i] = items[i / 4];
      copies[i][labels[i]] += 0.25f;
    }
    EvaluationRow together =
        PROTOCOL.evaluate("t", "e", copies, labels, Clusters.of(keys), Map.of()).get(1);
    EvaluationRow apart =
        PROTOCOL.evaluate("t", "e", copies, labels, Clusters.single(600), Map.of()).get(1);
    assertThat(together.value()).isEqualTo(apart.value());
    assertThat(together.ci95().high() - together.ci95().low())
        .isGreaterThan(1.5 * (apart.ci95().high() - apart.ci95().low()));
  }

  @Test
  void refusesInOneLine() {
    Clusters two = Clusters.single(2);
    assertThatThrownBy(
            () -> PROTOCOL.evaluate("t", "e", new float[2][1], new int[] {4, 4}, two, Map.of()))
        .hasMessage("clustering: expected at least 2 classes, found 1");
    assertThatThrownBy(
            () -> PROTOCOL.evaluate("t", "e", new float[2][1], new int[1], two, Map.of()))
        .hasMessage("clustering: expected one label for each of 2 items, found 1");
    assertThatThrownBy(
            () ->
                PROTOCOL.evaluate(
                    "t",
                    "e",
                    new float[2][1],
                    new int[] {0, 1},
                    two,
                    Map.of("other", new float[3][1])))
        .hasMessage("control other: expected 2 items, found 3");
  }
}
