package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.Differentiation;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class SwavTest {
  private final double[][] scores =
      Rows.cosines(Rows.normal(new Random(81), 6, 8), Rows.normal(new Random(82), 4, 8));
  private final double[][] otherScores =
      Rows.cosines(Rows.normal(new Random(83), 6, 8), Rows.normal(new Random(84), 4, 8));

  private static double[][] assigned(Swav swav, DataType type, double[][] scores) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value assignments = swav.assignments(graph.input("scores", scores.length, scores[0].length));
    return GradientCheck.of(graph, 1)
        .feed("scores", Nd4j.createFromArray(scores))
        .evaluate(assignments)
        .toDoubleMatrix();
  }

  /** The procedure in the appendix of arXiv:2006.09882, on exponentials, prototypes as rows. */
  private static double[][] slow(double[][] scores, double epsilon, int iterations) {
    double[][] q = Rows.transpose(scores);
    for (double[] row : q) {
      Arrays.setAll(row, i -> Math.exp(row[i] / epsilon));
    }
    q = divided(q, Arrays.stream(q).flatMapToDouble(Arrays::stream).sum());
    for (int t = 0; t < iterations; t++) {
      for (double[] row : q) {
        double share = Arrays.stream(row).sum() * q.length;
        Arrays.setAll(row, i -> row[i] / share);
      }
      double[][] columns = Rows.transpose(q);
      for (double[] column : columns) {
        double share = Arrays.stream(column).sum() * columns.length;
        Arrays.setAll(column, i -> column[i] / share);
      }
      q = Rows.transpose(columns);
    }
    return divided(Rows.transpose(q), 1.0 / scores.length);
  }

  private static double[][] divided(double[][] values, double divisor) {
    return Rows.scaled(values, 1 / divisor);
  }

  private static void assertRowsSumToOne(double[][] assignments, double error) {
    for (double[] row : assignments) {
      assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(error));
    }
  }

  private static double columnError(double[][] assignments) {
    double expected = (double) assignments.length / assignments[0].length;
    return Arrays.stream(Rows.transpose(assignments))
        .mapToDouble(column -> Math.abs(Arrays.stream(column).sum() - expected))
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"0.05, 1", "0.05, 3", "0.5, 2"})
  void assignmentsAreThoseOfTheLoopOfThePaper(double epsilon, int iterations) {
    double[][] found = assigned(new Swav(0.1, epsilon, iterations), DataType.DOUBLE, scores);
    double[][] expected = slow(scores, epsilon, iterations);

    for (int i = 0; i < scores.length; i++) {
      assertThat(found[i]).containsExactly(expected[i], within(1e-11));
    }
  }

  @Test
  void rowsSumToOneAndColumnsBecomeBalanced() {
    double[][] few = assigned(new Swav(0.1, 0.2, 1), DataType.DOUBLE, scores);
    double[][] many = assigned(new Swav(0.1, 0.2, 100), DataType.DOUBLE, scores);

    assertRowsSumToOne(few, 1e-12);
    assertRowsSumToOne(many, 1e-12);
    assertThat(columnError(few)).isGreaterThan(0.01);
    assertThat(columnError(many)).isLessThan(1e-8);
  }

  @Test
  void aPrototypeFarBelowTheOthersGetsItsShareInFloatToo() {
    double[][] far = Rows.copy(scores);
    for (double[] row : far) {
      row[1] -= 100; // by ε 0.05 its exponentials are 0, even in double
    }
    double[][] found = assigned(new Swav(0.1, 0.05, 3), DataType.FLOAT, far);
    double[][] expected = slow(scores, 0.05, 3);

    // Sinkhorn-Knopp does not see what is added to a whole column.
    for (int i = 0; i < scores.length; i++) {
      assertThat(found[i]).containsExactly(expected[i], within(2e-3));
    }
    assertRowsSumToOne(found, 1e-5);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void equalScoresAreAssignedToAllAlikeAndCostTheLogarithmOfTheirNumber(DataType type) {
    double[][] same = Rows.constant(0.3, 6, 4);
    for (double[] row : assigned(Swav.defaults(), type, same)) {
      assertThat(row).containsOnly(row[0]);
      assertThat(row[0]).isCloseTo(0.25, within(1e-6));
    }

    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value first = graph.input("first", 6, 4);
    Value second = graph.input("second", 6, 4);
    Value loss = Swav.defaults().loss(first, Swav.defaults().assignments(second));
    GradientCheck check = GradientCheck.of(graph, 2).feed("first", Nd4j.createFromArray(same));

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(Math.log(4), within(1e-5));
  }

  @Test
  void theLossIsTheCrossEntropyOfTheOtherViewsAssignments() {
    Graph graph = GradientCheck.graph();
    Value first = graph.input("first", 6, 4);
    Value second = graph.input("second", 6, 4);
    Swav swav = new Swav(0.3, 0.1, 3);
    Value loss = swav.loss(first, swav.assignments(second));
    GradientCheck check =
        GradientCheck.of(graph, 3)
            .feed("first", Nd4j.createFromArray(scores))
            .feed("second", Nd4j.createFromArray(otherScores));
    double[][] targets = slow(otherScores, 0.1, 3);
    double[][] logits = Rows.scaled(scores, 1 / 0.3);
    double expected = 0;
    for (int i = 0; i < 6; i++) {
      expected += Naive.crossEntropy(logits[i], targets[i]) / 6;
    }

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(expected, within(1e-11));
    assertThat(check.passes(loss)).isEqualTo(1);
  }

  @Test
  void noGradientPassesThroughAssignments() {
    Graph graph = GradientCheck.graph();
    Value first = graph.input("first", 6, 4);
    Value second = graph.input("second", 6, 4);
    Value assignments = Swav.defaults().assignments(second);
    Value ones = graph.constant(Nd4j.ones(DataType.DOUBLE, 6, 4));

    assertThat(Differentiation.pullBack(Map.of(assignments, ones), List.of(second))).isEmpty();
    assertThat(
            Differentiation.gradients(Swav.defaults().loss(first, second), List.of(first, second))
                .keySet())
        .containsExactly("first");
  }

  @Test
  void refusesOtherShapesAndNamesThem() {
    Graph graph = GradientCheck.graph();
    Value matrix = graph.input("matrix", 6, 4);
    Value other = graph.input("other", 4, 6);
    Value vector = graph.input("vector", 6);

    assertThatThrownBy(() -> Swav.defaults().loss(matrix, other))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "swav: expected scores [n, k] and assignments [n, k], found matrix[6, 4], other[4, 6]");
    assertThatThrownBy(() -> Swav.defaults().loss(vector, vector))
        .isInstanceOf(ShapeException.class)
        .hasMessageEndingWith("found vector[6], vector[6]");
    assertThatThrownBy(() -> Swav.defaults().assignments(vector))
        .isInstanceOf(ShapeException.class)
        .hasMessage("swav: expected scores [n, k], found vector[6]");
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThatThrownBy(() -> new Swav(0, 0.05, 3))
        .hasMessage("temperature: expected a finite number above 0, found 0.0");
    assertThatThrownBy(() -> new Swav(0.1, -1, 3))
        .hasMessage("epsilon: expected a finite number above 0, found -1.0");
    assertThatThrownBy(() -> new Swav(0.1, 0.05, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("iterations: expected at least 1, found 0");
  }
}
