package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeometryProtocolTest {
  private static final GeometryProtocol PROTOCOL = new GeometryProtocol(new Bootstrap(200, 0), 0);
  private static final float[][] AXES = {{2, 0}, {-1, 0}, {0, 5}, {0, -1}};

  private static EvaluationRow row(List<EvaluationRow> rows, String metric) {
    return rows.stream().filter(row -> row.metric().equals(metric)).findFirst().orElseThrow();
  }

  private static GeometryProtocol.Partners text(float[][] rows) {
    return new GeometryProtocol.Partners("text", rows, true);
  }

  @Test
  void figuresAreClosedForms() {
    float[][] turned = {{0, 2}, {0, -1}, {-5, 0}, {1, 0}};
    List<EvaluationRow> rows =
        PROTOCOL.evaluate(
            "test",
            "image",
            GeometryProtocol.Space.of(AXES, text(turned)),
            Map.of("turned", turned),
            Clusters.single(4),
            Map.of());
    assertThat(rows)
        .extracting(EvaluationRow::metric)
        .containsExactly(
            "uniformity",
            "rank_me",
            "effective_rank",
            "std_mean",
            "linear_cka",
            "alignment",
            "modality_gap");
    assertThat(rows).extracting(EvaluationRow::protocol).containsOnly("geometry");
    // 2 of the 6 pairs are opposite, at squared distance 4, the others at 2.
    assertThat(row(rows, "uniformity").value())
        .isCloseTo(Math.log((2 * Math.exp(-8) + 4 * Math.exp(-4)) / 6), within(1e-12));
    EvaluationRow spread = row(rows, "std_mean");
    assertThat(spread.value()).isCloseTo(Math.sqrt(0.5), within(1e-12));
    assertThat(spread.controls().get("even_spread").value())
        .isCloseTo(Math.sqrt(0.5), within(1e-12));
    // A rotation changes nothing that CKA sees, and turns every row by a right angle.
    assertThat(row(rows, "linear_cka").value()).isCloseTo(1, within(1e-12));
    assertThat(row(rows, "linear_cka").gallery()).isEqualTo("turned");
    assertThat(row(rows, "alignment").value()).isCloseTo(2, within(1e-12));
    // The centroids are (0, 0) on both sides.
    assertThat(row(rows, "modality_gap").value()).isCloseTo(0, within(1e-12));
    assertThat(row(rows, "alignment").controls()).containsOnlyKeys("shuffled_pairs");
  }

  @Test
  void figuresAreThoseOfGeometryAndAnUnrelatedControlIsFarBelow() {
    SplittableRandom random = new SplittableRandom(12);
    float[][] items = RankingTest.normal(random, 400, 6);
    float[][] partners = RankingTest.normal(random, 400, 6);
    double[][] left = new double[400][6];
    double[][] right = new double[400][6];
    for (int i = 0; i < 400; i++) {
      for (int d = 0; d < 6; d++) {
        partners[i][d] = items[i][d] + 0.5f * partners[i][d];
        left[i][d] = items[i][d];
        right[i][d] = partners[i][d];
      }
    }
    GeometryProtocol.Space unrelated =
        GeometryProtocol.Space.of(items, text(RankingTest.normal(random, 400, 6)));
    List<EvaluationRow> rows =
        PROTOCOL.evaluate(
            "test",
            "image",
            GeometryProtocol.Space.of(items, text(partners)),
            Map.of("other", partners),
            Clusters.single(400),
            Map.of(
                "unrelated",
                unrelated,
                "random_encoder",
                GeometryProtocol.Space.of(RankingTest.normal(random, 400, 9))));
    Map<String, Double> expected = Geometry.of(left, right);
    for (EvaluationRow row : rows) {
      assertThat(row.value()).as(row.metric()).isCloseTo(expected.get(row.metric()), within(1e-9));
    }
    EvaluationRow alignment = row(rows, "alignment");
    assertThat(alignment.value()).isBetween(alignment.ci95().low(), alignment.ci95().high());
    assertThat(alignment.controls()).containsOnlyKeys("unrelated", "shuffled_pairs");
    assertThat(alignment.controls().get("shuffled_pairs").value()).isCloseTo(2, within(0.15));
    assertThat(alignment.ci95().high()).isLessThan(1);
    assertThat(alignment.controls().get("unrelated").value()).isCloseTo(2, within(0.15));
    EvaluationRow cka = row(rows, "linear_cka");
    assertThat(cka.value()).isGreaterThan(0.7);
    assertThat(cka.controls().get("random_encoder").value()).isLessThan(0.05);
  }

  @Test
  void whatAnArrayDoesNotAllowIsLeftOut() {
    float[][] one = {{1, 1}, {1, 1}, {1, 1}};
    List<EvaluationRow> rows =
        PROTOCOL.evaluate(
            "test",
            "image",
            GeometryProtocol.Space.of(one),
            Map.of("other", one),
            Clusters.single(3),
            Map.of());
    assertThat(rows)
        .extracting(EvaluationRow::metric)
        .containsExactly("uniformity", "rank_me", "std_mean");
    assertThat(row(rows, "rank_me").value()).isCloseTo(1, within(1e-7));
    assertThat(row(rows, "std_mean").value()).isCloseTo(0, within(1e-12));
    GeometryProtocol.Space zeros =
        GeometryProtocol.Space.of(AXES, text(new float[][] {{1, 0}, {0, 0}, {1, 0}, {1, 0}}));
    assertThat(PROTOCOL.evaluate("t", "e", zeros, Map.of(), Clusters.single(4), Map.of()))
        .extracting(EvaluationRow::metric)
        .doesNotContain("alignment");
  }

  @Test
  void otherViewsHaveNoModalityGap() {
    GeometryProtocol.Space views =
        GeometryProtocol.Space.of(AXES, new GeometryProtocol.Partners("augmented", AXES, false));
    List<EvaluationRow> rows =
        PROTOCOL.evaluate("test", "image", views, Map.of(), Clusters.single(4), Map.of());
    assertThat(row(rows, "alignment").value()).isCloseTo(0, within(1e-12));
    assertThat(row(rows, "alignment").gallery()).isEqualTo("augmented");
    assertThat(rows).extracting(EvaluationRow::metric).doesNotContain("modality_gap");
  }

  @Test
  void refusesInOneLine() {
    assertThatThrownBy(() -> GeometryProtocol.Space.of(new float[0][]))
        .hasMessage("geometry: expected at least 1 item, found none");
    assertThatThrownBy(() -> GeometryProtocol.Space.of(AXES, text(new float[4][3])))
        .hasMessage("geometry: expected text [4, 2], found [4, 3]");
    GeometryProtocol.Space space = GeometryProtocol.Space.of(AXES);
    Clusters four = Clusters.single(4);
    assertThatThrownBy(
            () ->
                PROTOCOL.evaluate(
                    "t", "e", space, Map.of("other", new float[3][2]), four, Map.of()))
        .hasMessage("other: expected 4 items, found 3");
    GeometryProtocol.Space fewer = GeometryProtocol.Space.of(new float[3][2]);
    assertThatThrownBy(
            () -> PROTOCOL.evaluate("t", "e", space, Map.of(), four, Map.of("random", fewer)))
        .hasMessage("control random: expected 4 items, found 3");
    float[][] broken = {{1, 2}, {Float.NaN, 1}, {0, 1}, {1, 1}};
    assertThatThrownBy(
            () ->
                PROTOCOL.evaluate(
                    "t", "e", GeometryProtocol.Space.of(broken), Map.of(), four, Map.of()))
        .hasMessage("geometry: left row 1, column 0: expected a finite number, found NaN");
  }
}
