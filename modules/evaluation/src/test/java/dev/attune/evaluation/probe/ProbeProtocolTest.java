package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.ShuffledLabels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbeProtocolTest {
  private static final ProbeProtocol PROTOCOL = ProbeProtocol.standard(new Bootstrap(200, 0));

  private static ProbeProtocol.Parts parts(double apart) {
    return new ProbeProtocol.Parts(
        LogisticRegressionTest.clouds(1, 400, apart),
        LogisticRegressionTest.clouds(2, 100, apart),
        LogisticRegressionTest.clouds(3, 300, apart));
  }

  @Test
  void goodFeaturesStandAboveTheirControls() {
    List<EvaluationRow> rows =
        PROTOCOL.evaluate(
            "test", "image", parts(3), Clusters.single(300), Map.of("random_encoder", parts(0)));

    assertThat(rows)
        .extracting(EvaluationRow::metric)
        .containsExactly(
            "knn_accuracy",
            "linear_accuracy",
            "knn_accuracy@1",
            "knn_accuracy@5",
            "knn_accuracy@20");
    for (EvaluationRow row : rows) {
      assertThat(row.value()).isGreaterThan(0.85).isBetween(row.ci95().low(), row.ci95().high());
      assertThat(row.controls()).containsOnlyKeys("random_encoder", "shuffled_labels");
      row.controls()
          .forEach((name, control) -> assertThat(control.value()).as(name).isLessThan(0.5));
      assertThat(row.queries()).isEqualTo(300);
      assertThat(row.gallerySize()).isEqualTo(400);
    }
  }

  /**
   * One setting of each probe says nothing but the most frequent class. The validation part has no
   * other, so it is chosen, although the test part speaks for the other setting.
   */
  @Test
  void settingsAreChosenOnTheValidationPart() {
    LabelledRows train = LogisticRegressionTest.clouds(4, 301, 3);
    LabelledRows test = LogisticRegressionTest.clouds(5, 200, 3);
    int frequent = mostFrequent(train.labels());
    int[] constant = new int[200];
    Arrays.fill(constant, frequent);
    LabelledRows validation =
        new LabelledRows(LogisticRegressionTest.clouds(6, 200, 3).features(), constant);
    ProbeProtocol probes =
        new ProbeProtocol(List.of(1, 301), List.of(1e-3, 1e6), new Bootstrap(100, 0));
    double share = Arrays.stream(test.labels()).filter(label -> label == frequent).count() / 200.0;

    List<Double> found =
        chosen(probes.evaluate("test", "image", parts(train, validation, test), ROWS, Map.of()));
    assertThat(found).containsExactly(share, share);
    List<Double> chosenOnTest =
        chosen(probes.evaluate("test", "image", parts(train, test, test), ROWS, Map.of()));
    assertThat(chosenOnTest).allSatisfy(value -> assertThat(value).isGreaterThan(share + 0.3));
  }

  private static final Clusters ROWS = Clusters.single(200);

  private static ProbeProtocol.Parts parts(
      LabelledRows train, LabelledRows validation, LabelledRows test) {
    return new ProbeProtocol.Parts(train, validation, test);
  }

  private static List<Double> chosen(List<EvaluationRow> rows) {
    return rows.stream().limit(2).map(EvaluationRow::value).toList();
  }

  @Test
  void eachNumberOfNeighboursIsMeasuredWithoutAChoice() {
    ProbeProtocol.Parts parts = parts(1);
    List<EvaluationRow> rows =
        PROTOCOL.evaluate("test", "image", parts, Clusters.single(300), Map.of());
    int[] k = {1, 5, 20};
    for (int i = 0; i < 3; i++) {
      int[] predicted =
          NearestNeighbours.majority(k[i]).predict(parts.train(), parts.test().features());
      double share = LinearProbe.right(predicted, parts.test().labels()) / 300.0;
      assertThat(rows.get(2 + i).metric()).isEqualTo("knn_accuracy@" + k[i]);
      assertThat(rows.get(2 + i).value()).isEqualTo(share);
      assertThat(rows.get(2 + i).controls()).containsOnlyKeys("shuffled_labels");
    }
    assertThat(rows.get(2).value()).isNotEqualTo(rows.get(4).value());
    assertThat(rows.subList(2, 5)).extracting(EvaluationRow::value).contains(rows.get(0).value());
  }

  /** Features are prepared once for both label sets; each has the figures that it has alone. */
  @Test
  void shuffledLabelsHaveTheFiguresOfTheirOwnProbes() {
    ProbeProtocol.Parts parts = parts(2);
    List<EvaluationRow> rows =
        PROTOCOL.evaluate("test", "image", parts, Clusters.single(300), Map.of());
    LabelledRows dealt =
        new LabelledRows(
            parts.train().features(),
            ShuffledLabels.of(parts.train().labels(), PROTOCOL.bootstrap().seed()));
    List<EvaluationRow> alone =
        PROTOCOL.evaluate(
            "test",
            "image",
            parts(dealt, parts.validation(), parts.test()),
            Clusters.single(300),
            Map.of());
    for (int m = 0; m < rows.size(); m++) {
      Estimate control = rows.get(m).controls().get(ShuffledLabels.NAME);
      assertThat(control.value()).as(rows.get(m).metric()).isEqualTo(alone.get(m).value());
      assertThat(control.ci95()).isEqualTo(alone.get(m).ci95());
      assertThat(control.value()).isLessThan(rows.get(m).value() - 0.2);
    }
  }

  @Test
  void aLinearProbeIsFittedOnce() {
    ProbeProtocol.Parts parts = parts(2);
    List<Double> strengths = List.of(1e-3, 1e-1);
    LogisticRegression probe = parts.linear(strengths);
    assertThat(parts.linear(List.of(1e-3, 1e-1))).isSameAs(probe);
    assertThat(parts.linear(List.of(1e-3))).isNotSameAs(probe);
    assertThat(parts.shuffled(3).linear(strengths)).isSameAs(parts.shuffled(3).linear(strengths));
    assertThat(parts.shuffled(4).linear(strengths))
        .isNotSameAs(parts.shuffled(3).linear(strengths));
    assertThat(probe.predict(parts.test().features()))
        .isEqualTo(
            LinearProbe.chosen(parts.train(), parts, strengths).predict(parts.test().features()));
  }

  private static int mostFrequent(int... labels) {
    int[] counts = new int[3];
    for (int label : labels) {
      counts[label]++;
    }
    int most = 0;
    for (int c = 1; c < 3; c++) {
      most = counts[c] > counts[most] ? c : most;
    }
    return most;
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () ->
                new ProbeProtocol.Parts(
                    parts(1).train(),
                    new LabelledRows(new float[][] {{1}}, new int[] {0}),
                    parts(1).test()))
        .hasMessage("probe: expected width 4 in every part, found 1");
    ProbeProtocol.Parts fewer =
        new ProbeProtocol.Parts(
            parts(1).train().only(0, 1, 2, 3, 4, 5), parts(1).validation(), parts(1).test());
    assertThatThrownBy(
            () ->
                PROTOCOL.evaluate(
                    "test", "image", parts(1), Clusters.single(300), Map.of("other", fewer)))
        .hasMessage("control other: expected 400, 400, 100 and 300 rows, found 6, 6, 100 and 300");
    assertThatThrownBy(() -> new ProbeProtocol(List.of(), List.of(1.0), Bootstrap.DEFAULT))
        .hasMessage("probe: expected at least one k and one strength, found [] and [1.0]");
  }
}
