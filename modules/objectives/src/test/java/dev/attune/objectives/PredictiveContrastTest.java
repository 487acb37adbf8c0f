package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PredictiveContrastTest {
  private static final double[] WEIGHTS = {1, 0, 1, 1, 0, 1};
  private static final List<String> ROWS = List.of("predictions", "targets");

  private final double[][] predictions = Rows.normal(new Random(101), 6, 3);
  private final double[][] targets = Rows.normal(new Random(102), 6, 3);

  private static Value build(Graph graph, double temperature) {
    return new PredictiveContrast(temperature)
        .loss(graph.input("predictions", 6, 3), graph.input("targets", 6, 3), graph.input("w", 6));
  }

  private static GradientCheck check(
      Graph graph, double[][] predictions, double[][] targets, double... weights) {
    return GradientCheck.of(graph, 1)
        .feed("predictions", Nd4j.createFromArray(predictions))
        .feed("targets", Nd4j.createFromArray(targets))
        .feed("w", Nd4j.createFromArray(weights));
  }

  /** Equation 4 of arXiv:1807.03748 with exp(cosine / temperature) as the score. */
  private static double slow(
      double[][] predictions, double[][] targets, double temperature, double... weights) {
    double[][] cosines = Rows.cosines(predictions, targets);
    double total = 0;
    int count = 0;
    for (int i = 0; i < predictions.length; i++) {
      if (weights[i] == 1) {
        double sum = 0;
        for (int j = 0; j < targets.length; j++) {
          sum += weights[j] == 1 ? Math.exp(cosines[i][j] / temperature) : 0;
        }
        total -= Math.log(Math.exp(cosines[i][i] / temperature) / sum);
        count++;
      }
    }
    return total / count;
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    for (double temperature : new double[] {0.1, 0.8}) {
      Graph graph = GradientCheck.graph();
      Value loss = build(graph, temperature);

      for (double[] weights : new double[][] {WEIGHTS, {1, 1, 1, 1, 1, 1}}) {
        assertThat(check(graph, predictions, targets, weights).evaluate(loss).getDouble(0))
            .isCloseTo(slow(predictions, targets, temperature, weights), within(1e-11));
      }
    }
  }

  @Test
  void twoOppositeTargetsAreTheClosedForm() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.5);
    double[][] axes = {{2, 0, 0}, {1, 1, 1}, {-3, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}};

    assertThat(check(graph, axes, axes, 1, 0, 1, 0, 0, 0).evaluate(loss).getDouble(0))
        .isCloseTo(Math.log1p(Math.exp(-4)), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void collapsedRowsLeaveTheNumberOfThoseThatCount(DataType type) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value loss = build(graph, 0.1);
    double[][] same = Rows.constant(1, 6, 3);

    assertThat(check(graph, same, same, WEIGHTS).evaluate(loss).getDouble(0))
        .isCloseTo(Math.log(4), within(1e-5));
    assertThat(check(graph, same, same, 1, 1, 1, 1, 1, 1).evaluate(loss).getDouble(0))
        .isCloseTo(Math.log(6), within(1e-5));
  }

  @Test
  void gradientsOfBothSidesAgreeWithFiniteDifferences() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.3);

    assertThat(check(graph, predictions, targets, WEIGHTS).passesFor(loss, ROWS)).isEqualTo(2);
  }

  @Test
  void rowsThatDoNotCountAreNeitherQueriesNorCandidates() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.3);
    double[][] changedPredictions = Rows.copy(predictions);
    double[][] changedTargets = Rows.copy(targets);
    changedPredictions[1] = new double[] {5, -6, 7};
    changedTargets[4] = predictions[0];
    GradientCheck changed = check(graph, changedPredictions, changedTargets, WEIGHTS);

    assertThat(changed.evaluate(loss))
        .isEqualTo(check(graph, predictions, targets, WEIGHTS).evaluate(loss));
    for (String name : ROWS) {
      INDArray gradient = changed.derived(loss, Nd4j.scalar(1.0)).get(name);
      for (int i = 0; i < 6; i++) {
        assertThat(gradient.getRow(i).amaxNumber().doubleValue() != 0)
            .as("%s %d", name, i)
            .isEqualTo(WEIGHTS[i] == 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void whereNothingCountsThereIsNoLossAndNoGradient(DataType type) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value loss = build(graph, 0.1);
    GradientCheck check = check(graph, predictions, targets, 0, 0, 0, 0, 0, 0);

    assertThat(check.evaluate(loss).getDouble(0)).isZero();
    for (String name : ROWS) {
      assertThat(check.derived(loss, Nd4j.scalar(1.0)).get(name).amaxNumber().doubleValue())
          .isZero();
    }
  }

  @Test
  void theOnlyRowThatCountsHasNothingToBeToldFrom() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.1);

    assertThat(check(graph, predictions, targets, 0, 0, 1, 0, 0, 0).evaluate(loss).getDouble(0))
        .isCloseTo(0, within(1e-12));
  }

  static Stream<Arguments> wrongShapes() {
    long[] rows = {6, 3};
    long[] weights = {6};
    return Stream.of(
        Arguments.of(new long[] {6, 3, 1}, rows, weights),
        Arguments.of(rows, new long[] {6, 2}, weights),
        Arguments.of(rows, new long[] {5, 3}, weights),
        Arguments.of(rows, rows, new long[] {3}),
        Arguments.of(rows, rows, new long[] {6, 1}));
  }

  @ParameterizedTest
  @MethodSource("wrongShapes")
  void refusesOtherShapesAndNamesThem(long[] predicted, long[] wanted, long[] weights) {
    Graph graph = GradientCheck.graph();
    Value a = graph.input("a", predicted);
    Value b = graph.input("b", wanted);
    Value c = graph.input("c", weights);

    assertThatThrownBy(() -> PredictiveContrast.defaults().loss(a, b, c))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "predictive contrast: expected predictions [m, d], targets [m, d] and weights [m],"
                + " found %s, %s, %s".formatted(a, b, c));
  }

  @Test
  void refusesATemperatureThatDoesNotDivide() {
    assertThatThrownBy(() -> new PredictiveContrast(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature: expected a finite number above 0, found NaN");
  }
}
