package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InvarianceProtocolTest {
  private static final InvarianceProtocol PROTOCOL =
      new InvarianceProtocol(new Bootstrap(200, 0), 3);

  private static InvarianceProtocol.Views views(float[][] items, float[][] changed) {
    return new InvarianceProtocol.Views(items, Map.of("flip", changed));
  }

  private static List<EvaluationRow> evaluate(InvarianceProtocol.Views views) {
    return PROTOCOL.evaluate(
        "test", "image", views, Clusters.single(views.items().length), Map.of());
  }

  @Test
  void orthogonalItemsThatDoNotChangeHaveAMarginOfOne() {
    float[][] axes = {{2, 0, 0}, {0, 3, 0}, {0, 0, 1}};
    float[][] longer = {{1, 0, 0}, {0, 9, 0}, {0, 0, 4}};
    List<EvaluationRow> rows = evaluate(views(axes, longer));
    assertThat(rows)
        .extracting(EvaluationRow::metric)
        .containsExactly("cosine_margin", "partner_recall@1");
    assertThat(rows).extracting(EvaluationRow::value).containsExactly(1.0, 1.0);
    assertThat(rows).extracting(EvaluationRow::gallery).containsOnly("flip");
    assertThat(rows.get(0).controls().get("shuffled_pairs").value()).isZero();
    assertThat(rows.get(1).controls().get("shuffled_pairs").value()).isZero();
  }

  @Test
  void whatMapsAllToOneHasNoMarginAndRecallOfChance() {
    float[][] same = {{1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}};
    List<EvaluationRow> rows = evaluate(views(same, same));
    assertThat(rows.get(0).value()).isCloseTo(0, within(1e-7));
    assertThat(rows.get(1).value()).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void figuresAreThoseOfASlowLoopAndControlsLieAtChance() {
    SplittableRandom random = new SplittableRandom(9);
    float[][] items = RankingTest.normal(random, 300, 12);
    float[][] noise = RankingTest.normal(random, 300, 12);
    float[][] weak = new float[300][12];
    float[][] strong = new float[300][12];
    for (int i = 0; i < 300; i++) {
      for (int d = 0; d < 12; d++) {
        weak[i][d] = items[i][d] + 0.3f * noise[i][d];
        strong[i][d] = items[i][d] + 3 * noise[i][d];
      }
    }
    Map<String, float[][]> changes = new LinkedHashMap<>();
    changes.put("weak", weak);
    changes.put("strong", strong);
    InvarianceProtocol.Views blind =
        new InvarianceProtocol.Views(items, Map.of("weak", noise, "strong", noise));
    List<EvaluationRow> rows =
        PROTOCOL.evaluate(
            "test",
            "image",
            new InvarianceProtocol.Views(items, changes),
            Clusters.single(300),
            Map.of("blind", blind));
    assertThat(rows)
        .extracting(EvaluationRow::gallery)
        .containsExactly("weak", "weak", "strong", "strong");
    assertThat(rows.get(0).value()).isGreaterThan(rows.get(2).value() + 0.2);
    for (int m = 0; m < 2; m++) {
      // Over all strangers and not one each: the same in expectation.
      assertThat(rows.get(2 * m).value())
          .isCloseTo(slowMargin(items, m == 0 ? weak : strong), within(0.05));
      assertThat(rows.get(2 * m + 1).value())
          .isCloseTo(slowRecall(items, m == 0 ? weak : strong), within(1e-12));
    }
    for (EvaluationRow row : rows) {
      assertThat(row.protocol()).isEqualTo("invariance");
      assertThat(row.value()).isBetween(row.ci95().low(), row.ci95().high());
      assertThat(row.controls()).containsOnlyKeys("blind", "shuffled_pairs");
      row.controls()
          .forEach(
              (name, control) -> assertThat(control.value()).as(name).isCloseTo(0, within(0.08)));
    }
  }

  private static double cosine(float[] a, float[] b) {
    double[] sums = new double[3];
    for (int d = 0; d < a.length; d++) {
      sums[0] += a[d] * b[d];
      sums[1] += a[d] * a[d];
      sums[2] += b[d] * b[d];
    }
    return sums[0] / Math.sqrt(sums[1] * sums[2]);
  }

  private static double slowMargin(float[][] items, float[][] changed) {
    double margin = 0;
    int n = items.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double cosine = cosine(items[i], changed[j]);
        margin += i == j ? cosine / n : -cosine / n / (n - 1);
      }
    }
    return margin;
  }

  private static double slowRecall(float[][] items, float[][] changed) {
    double found = 0;
    for (int i = 0; i < items.length; i++) {
      int nearest = 0;
      for (int j = 1; j < items.length; j++) {
        nearest = cosine(items[i], changed[j]) > cosine(items[i], changed[nearest]) ? j : nearest;
      }
      found += nearest == i ? 1.0 / items.length : 0;
    }
    return found;
  }

  @Test
  void refusesInOneLine() {
    float[][] three = {{1, 0}, {0, 1}, {1, 1}};
    assertThatThrownBy(() -> views(new float[2][2], new float[2][2]))
        .hasMessage("invariance: expected at least 3 items, found 2");
    assertThatThrownBy(() -> views(three, new float[2][2]))
        .hasMessage("invariance: flip: expected 3 rows, found 2");
    assertThatThrownBy(() -> views(three, new float[][] {{1, 0}, {1}, {1, 1}}))
        .hasMessage("invariance: flip: row 1: expected width 2, found 2 and 1");
    assertThatThrownBy(
            () ->
                PROTOCOL.evaluate(
                    "test",
                    "image",
                    views(three, three),
                    Clusters.single(3),
                    Map.of("other", new InvarianceProtocol.Views(three, Map.of()))))
        .hasMessage("control other: expected 3 items and the changes [flip], found 3 and []");
  }
}
