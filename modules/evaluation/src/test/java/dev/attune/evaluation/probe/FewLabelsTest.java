package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewLabelsTest {
  private static final FewLabels FEW = new FewLabels(4, List.of(1e-3, 1e-1), new Bootstrap(200, 3));

  private static ProbeProtocol.Parts parts(double apart) {
    return new ProbeProtocol.Parts(
        LogisticRegressionTest.clouds(1, 600, apart),
        LogisticRegressionTest.clouds(2, 200, apart),
        LogisticRegressionTest.clouds(3, 500, apart));
  }

  @Test
  void moreLabelsAreWorthMoreAndDrawsAreRepeatable() {
    Map<Integer, Estimate> curve = FEW.curve(parts(2), List.of(1, 5, 50), Clusters.single(500));
    assertThat(curve.keySet()).containsExactly(1, 5, 50);
    List<Double> values = new ArrayList<>();
    curve.forEach(
        (count, estimate) -> {
          values.add(estimate.value());
          assertThat(estimate.value()).isBetween(estimate.ci95().low(), estimate.ci95().high());
        });
    assertThat(values).isSorted();
    assertThat(values.get(2)).isGreaterThan(values.get(0) + 0.05);
    assertThat(FEW.curve(parts(2), List.of(5), Clusters.single(500)).get(5))
        .isEqualTo(curve.get(5));
  }

  @Test
  void allLabelsAreTheProbeItself() {
    LabelledRows train =
        new LabelledRows(
            new float[][] {{0, 1}, {0.2f, 1}, {1, 0}, {1, 0.2f}}, new int[] {0, 0, 1, 1});
    ProbeProtocol.Parts parts = new ProbeProtocol.Parts(train, train, train);
    assertThat(FEW.curve(parts, List.of(2), Clusters.single(4)).get(2).value()).isEqualTo(1);
  }

  @Test
  void sharesAreDrawnFromEachClassAndAtLeastOneRow() {
    LabelledRows train = LogisticRegressionTest.clouds(1, 600, 2);
    int[] sizes = new int[3];
    for (int label : train.labels()) {
      sizes[label]++;
    }
    int expected = 0;
    for (int size : sizes) {
      expected += (int) Math.round(0.1 * size);
    }
    assertThat(FewLabels.labelled(train, LabelBudget.share(0.1))).isEqualTo(expected);
    assertThat(FewLabels.labelled(train, LabelBudget.share(1e-6))).isEqualTo(3);
    assertThat(FewLabels.labelled(train, LabelBudget.each(7))).isEqualTo(21);
    List<Estimate> least =
        FEW.estimates(
            parts(2), List.of(LabelBudget.share(1e-6), LabelBudget.each(1)), Clusters.single(500));
    assertThat(least.get(0)).isEqualTo(least.get(1));
  }

  @Test
  void aShareIsOneOfAllLabelsWhereASampleIsThere() {
    LabelledRows train =
        new LabelledRows(new float[100][1], IntStream.range(0, 100).map(i -> i % 2).toArray());
    assertThat(FewLabels.labelled(train, LabelBudget.share(0.1))).isEqualTo(10);
    assertThat(FewLabels.labelled(train, LabelBudget.share(0.1, 0.25))).isEqualTo(40);
    assertThat(FewLabels.labelled(train, LabelBudget.share(1, 0.25))).isEqualTo(100);
    assertThat(LabelBudget.share(0.1, 0.25).label()).isEqualTo("10%");
    assertThatThrownBy(() -> LabelBudget.share(0.1, 0))
        .hasMessage("few labels: expected a sample above 0 and at most 1, found 0.0");
  }

  @Test
  void theShareOfAllIsTheProbeOnAll() {
    ProbeProtocol.Parts parts = parts(1);
    double all =
        FEW.estimates(parts, List.of(LabelBudget.share(1)), Clusters.single(500)).get(0).value();
    LogisticRegression probe = LinearProbe.chosen(parts.train(), parts, List.of(1e-3, 1e-1));
    int[] predicted = probe.predict(parts.test().features());
    assertThat(all)
        .isCloseTo(LinearProbe.right(predicted, parts.test().labels()) / 500.0, within(1e-12));
  }

  @Test
  void budgetsNameThemselvesAndAreChecked() {
    assertThat(LabelBudget.share(0.01).label()).isEqualTo("1%");
    assertThat(LabelBudget.share(0.07).label()).isEqualTo("7%");
    assertThat(LabelBudget.share(0.001).label()).isEqualTo("0.1%");
    assertThat(LabelBudget.share(1).label()).isEqualTo("100%");
    assertThat(LabelBudget.each(10).label()).isEqualTo("10");
    assertThatThrownBy(() -> LabelBudget.share(1.5))
        .hasMessage("few labels: expected a share above 0 and at most 1, found 1.5");
    assertThatThrownBy(() -> LabelBudget.share(0))
        .hasMessage("few labels: expected a share above 0 and at most 1, found 0.0");
  }

  @Test
  void aClassWithFewerRowsThanAskedForIsNamed() {
    LabelledRows train =
        new LabelledRows(new float[][] {{0}, {1}, {2}, {3}}, new int[] {0, 0, 0, 1});
    ProbeProtocol.Parts parts = new ProbeProtocol.Parts(train, train, train);
    assertThatThrownBy(() -> FEW.curve(parts, List.of(1, 2), Clusters.single(4)))
        .hasMessage("few labels: class 1: expected at least 2 training rows, found 1");
    assertThatThrownBy(() -> FEW.curve(parts, List.of(0), Clusters.single(4)))
        .hasMessage("few labels: expected 1 or more a class, found 0");
    assertThatThrownBy(() -> new FewLabels(0, List.of(1.0), Bootstrap.DEFAULT))
        .hasMessage("few labels: expected at least 1 draw and 1 strength, found 0 and 1");
  }
}
