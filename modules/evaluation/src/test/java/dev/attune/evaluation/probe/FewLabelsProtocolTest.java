package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FewLabelsProtocolTest {
  private static final FewLabels PROBE =
      new FewLabels(5, List.of(1e-3, 1e-1), new Bootstrap(200, 3));
  private static final List<LabelBudget> BUDGETS =
      List.of(LabelBudget.each(1), LabelBudget.each(50), LabelBudget.share(0.01));

  private static ProbeProtocol.Parts parts(double apart) {
    return new ProbeProtocol.Parts(
        LogisticRegressionTest.clouds(1, 600, apart),
        LogisticRegressionTest.clouds(2, 200, apart),
        LogisticRegressionTest.clouds(3, 500, apart));
  }

  @Test
  void rowsAreTheCurveAndControlsLieAtChance() {
    List<EvaluationRow> rows =
        new FewLabelsProtocol(BUDGETS, PROBE)
            .evaluate(
                "test",
                "image",
                parts(2),
                Clusters.single(500),
                Map.of("random_encoder", parts(0)));
    assertThat(rows)
        .extracting(EvaluationRow::metric)
        .containsExactly("linear_accuracy@1", "linear_accuracy@50", "linear_accuracy@1%");
    assertThat(rows).extracting(EvaluationRow::gallerySize).containsExactly(3, 150, 6);
    assertThat(rows.get(1).definition())
        .endsWith("predicts from 50 labels a class (150 rows); mean of 5 draws");
    assertThat(rows.get(2).definition()).contains("from 1% of the labels (6 rows);");
    List<Estimate> curve = PROBE.estimates(parts(2), BUDGETS, Clusters.single(500));
    for (int b = 0; b < 3; b++) {
      EvaluationRow row = rows.get(b);
      assertThat(row.protocol()).isEqualTo("few_labels");
      assertThat(row.value()).isEqualTo(curve.get(b).value());
      assertThat(row.ci95()).isEqualTo(curve.get(b).ci95());
      assertThat(row.queries()).isEqualTo(500);
      assertThat(row.controls()).containsOnlyKeys("random_encoder", "shuffled_labels");
      Estimate random = row.controls().get("random_encoder");
      assertThat(random.value()).isCloseTo(1 / 3.0, within(0.06));
    }
    // Labels that say nothing of the features, on as many rows as one draw alone cannot bend.
    assertThat(rows.get(1).controls().get("shuffled_labels").value())
        .isLessThan(rows.get(1).value() - 0.2);
  }

  @Test
  void allLabelsAreDrawnOnce() {
    EvaluationRow all =
        new FewLabelsProtocol(List.of(LabelBudget.share(0.5, 0.25)), PROBE)
            .evaluate("test", "image", parts(2), Clusters.single(500), Map.of())
            .get(0);
    assertThat(all.gallerySize()).isEqualTo(600);
    assertThat(all.definition()).endsWith("50% of the labels (600 rows); mean of 1 draws");
  }

  @Test
  void aClassWithTooFewRowsAndOtherControlsAreRefused() {
    LabelledRows train =
        new LabelledRows(new float[][] {{0}, {1}, {2}, {3}}, new int[] {0, 0, 0, 1});
    ProbeProtocol.Parts parts = new ProbeProtocol.Parts(train, train, train);
    FewLabelsProtocol two = new FewLabelsProtocol(List.of(LabelBudget.each(2)), PROBE);
    assertThatThrownBy(() -> two.evaluate("t", "e", parts, Clusters.single(4), Map.of()))
        .hasMessage("few labels: class 1: expected at least 2 training rows, found 1");
    assertThatThrownBy(
            () -> two.evaluate("t", "e", parts, Clusters.single(4), Map.of("other", parts(1))))
        .hasMessage("control other: expected 4, 4, 4 and 4 rows, found 600, 600, 200 and 500");
    assertThatThrownBy(() -> new FewLabelsProtocol(List.of(), PROBE))
        .hasMessage("few labels: expected at least one budget, each once, found []");
    LabelBudget one = LabelBudget.each(1);
    assertThatThrownBy(() -> new FewLabelsProtocol(List.of(one, one), PROBE))
        .hasMessage("few labels: expected at least one budget, each once, found [1, 1]");
  }
}
