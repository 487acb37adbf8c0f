package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
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
        .containsExactly("knn_accuracy", "linear_accuracy");
    for (EvaluationRow row : rows) {
      assertThat(row.value()).isGreaterThan(0.85).isBetween(row.ci95().low(), row.ci95().high());
      assertThat(row.controls()).containsOnlyKeys("random_encoder", "shuffled_labels");
      row.controls()
          .forEach((name, control) -> assertThat(control.value()).as(name).isLessThan(0.5));
      assertThat(row.queries()).isEqualTo(300);
      assertThat(row.gallerySize()).isEqualTo(400);
    }
  }

  /** A strength that is only good for the test part is not chosen. */
  @Test
  void settingsAreChosenOnTheValidationPart() {
    LabelledRows train = LogisticRegressionTest.clouds(4, 300, 2);
    LabelledRows test = LogisticRegressionTest.clouds(5, 200, 2);
    int[] turned = test.labels().clone();
    for (int i = 0; i < turned.length; i++) {
      turned[i] = (turned[i] + 1) % 3;
    }
    LabelledRows validation = LogisticRegressionTest.clouds(6, 200, 2);
    ProbeProtocol.Parts parts =
        new ProbeProtocol.Parts(train, validation, new LabelledRows(test.features(), turned));
    for (EvaluationRow row :
        PROTOCOL.evaluate("test", "image", parts, Clusters.single(200), Map.of())) {
      assertThat(row.value()).isLessThan(0.2);
    }
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
        .hasMessage("control other: expected 400, 100 and 300 rows, found 6, 100 and 300");
    assertThatThrownBy(() -> new ProbeProtocol(List.of(), List.of(1.0), Bootstrap.DEFAULT))
        .hasMessage("probe: expected at least one k and one strength, found [] and [1.0]");
  }
}
