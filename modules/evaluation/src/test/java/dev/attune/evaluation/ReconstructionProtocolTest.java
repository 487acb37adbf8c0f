package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconstructionProtocolTest {
  private static final ReconstructionProtocol PROTOCOL =
      new ReconstructionProtocol(Bootstrap.DEFAULT);
  private static final ReconstructionProtocol.Question QUESTION =
      new ReconstructionProtocol.Question("test", "text", "audio");

  @Test
  void theReductionIsThatOfTheMeansAndPairedDrawsKeepItNarrow() {
    Random random = new Random(5);
    int items = 200;
    double[] without = new double[items];
    double[] with = new double[items];
    double[] other = new double[items];
    for (int i = 0; i < items; i++) {
      without[i] = 1 + 5 * random.nextDouble();
      with[i] = 0.9 * without[i];
      other[i] = without[i];
    }
    Map<String, double[]> controls = new LinkedHashMap<>();
    controls.put(ReconstructionProtocol.WITHOUT_PAIR, without);
    controls.put("other_pair", other);
    List<EvaluationRow> rows = PROTOCOL.evaluate(QUESTION, with, Clusters.single(items), controls);

    assertThat(rows)
        .extracting(EvaluationRow::metric)
        .containsExactly("squared_error", "error_reduction");
    EvaluationRow error = rows.get(0);
    double mean = 0;
    for (double value : with) {
      mean += value / items;
    }
    assertThat(error.value()).isCloseTo(mean, within(1e-12));
    assertThat(error.ci95().high() - error.ci95().low()).isGreaterThan(0.2);
    assertThat(error.controls()).containsOnlyKeys("without_pair", "other_pair");
    EvaluationRow reduction = rows.get(1);
    assertThat(reduction.value()).isCloseTo(0.1, within(1e-12));
    assertThat(reduction.ci95().low()).isCloseTo(0.1, within(1e-12));
    assertThat(reduction.ci95().high()).isCloseTo(0.1, within(1e-12));
    assertThat(reduction.controls()).containsOnlyKeys("other_pair");
    assertThat(reduction.controls().get("other_pair").value()).isCloseTo(0, within(1e-12));
  }

  @Test
  void itemsOfOneClusterAreDrawnTogether() {
    double[] without = {1, 1, 1, 1};
    double[] with = {0, 0, 1, 1};
    EvaluationRow reduction =
        PROTOCOL
            .evaluate(
                QUESTION,
                with,
                Clusters.of(List.of("a", "a", "b", "b")),
                Map.of(ReconstructionProtocol.WITHOUT_PAIR, without))
            .get(1);
    assertThat(reduction.value()).isEqualTo(0.5);
    assertThat(reduction.ci95()).isEqualTo(new Interval(0, 1));
  }

  @Test
  void withoutAControlThereIsTheErrorAlone() {
    List<EvaluationRow> rows =
        PROTOCOL.evaluate(QUESTION, new double[] {1, 3}, Clusters.single(2), Map.of());
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).value()).isEqualTo(2);
  }

  @Test
  void numbersThatDifferAreRefused() {
    assertThatThrownBy(
            () ->
                PROTOCOL.evaluate(
                    QUESTION,
                    new double[] {1, 3},
                    Clusters.single(2),
                    Map.of("other_pair", new double[] {1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 other_pair");
  }
}
