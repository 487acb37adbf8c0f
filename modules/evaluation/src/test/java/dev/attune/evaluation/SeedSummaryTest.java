package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedSummaryTest {
  @Test
  void givesMeanAndSampleDeviation() {
    List<SeedSummary> summaries =
        SeedSummary.of(
            List.of(
                List.of(row("recall@1", 0.2), row("recall@5", 0.5)),
                List.of(row("recall@5", 0.7), row("recall@1", 0.4)),
                List.of(row("recall@1", 0.6), row("recall@5", 0.6))));
    assertThat(summaries).extracting(SeedSummary::metric).containsExactly("recall@1", "recall@5");
    assertThat(summaries.get(0).mean()).isCloseTo(0.4, within(1e-12));
    assertThat(summaries.get(0).deviation()).isCloseTo(0.2, within(1e-12));
    assertThat(summaries.get(1).values()).containsExactly(0.5, 0.7, 0.6);
    assertThat(SeedSummary.of(List.of(List.of(row("recall@1", 0.2)))).get(0).deviation()).isZero();
  }

  @Test
  void controlsThatAllRunsHaveAreAveraged() {
    Estimate low = new Estimate(0.1, new Interval(0, 0.2));
    Estimate high = new Estimate(0.3, new Interval(0.2, 0.4));
    SeedSummary summary =
        SeedSummary.of(
                List.of(
                    List.of(row("recall@1", 0.2, Map.of("random", low, "other", low))),
                    List.of(row("recall@1", 0.4, Map.of("random", high)))))
            .get(0);
    assertThat(summary.controls()).containsOnlyKeys("random");
    assertThat(summary.controls().get("random")).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void refusesRunsOfOtherFigures() {
    List<EvaluationRow> run = List.of(row("recall@1", 0.2));
    List<EvaluationRow> other = List.of(row("mrr@1", 0.2));
    List<EvaluationRow> twice = List.of(row("recall@1", 0.2), row("recall@1", 0.3));
    List<EvaluationRow> more = List.of(row("recall@1", 0.2), row("mrr@1", 0.3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SeedSummary.of(List.of(run, other)))
        .withMessageContaining("run 1")
        .withMessageContaining("recall@1");
    assertThatIllegalArgumentException().isThrownBy(() -> SeedSummary.of(List.of(run, more)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SeedSummary.of(List.of(twice)))
        .withMessageContaining("twice");
    assertThatIllegalArgumentException().isThrownBy(() -> SeedSummary.of(List.of()));
  }

  private static EvaluationRow row(String metric, double value) {
    return row(metric, value, Map.of());
  }

  private static EvaluationRow row(String metric, double value, Map<String, Estimate> controls) {
    return new EvaluationRow(
        "retrieval",
        "test",
        "text",
        "image",
        metric,
        "",
        value,
        new Interval(0, 1),
        9,
        9,
        controls);
  }
}
