package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.layer.CrossEntropy;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TokenPredictionTest {
  private static final int[] TOKENS = {2, 0, 6, 2};
  private static final double[] WEIGHTS = {1, 0, 1, 1};
  private static final List<String> ARRAYS =
      List.of("hidden", "table", "bias", "target_rows", "target_bias");

  private static Value build(Graph graph) {
    return TokenPrediction.loss(
        graph.input("hidden", 4, 3),
        graph.input("table", 7, 3),
        graph.input("bias", 7),
        graph.input("target_rows", 4, 3),
        graph.input("target_bias", 4),
        graph.input("weights", 4));
  }

  /** The right tokens' rows and biases are those of the table. */
  private static GradientCheck check(Graph graph, long seed, double... weights) {
    GradientCheck check = GradientCheck.of(graph, seed);
    INDArray rows = Nd4j.create(DataType.DOUBLE, 4, 3);
    INDArray biases = Nd4j.create(DataType.DOUBLE, 4);
    for (int i = 0; i < TOKENS.length; i++) {
      rows.putRow(i, check.array("table").getRow(TOKENS[i]));
      biases.putScalar(i, check.array("bias").getDouble(TOKENS[i]));
    }
    return check
        .feed("target_rows", rows)
        .feed("target_bias", biases)
        .feed("weights", Nd4j.createFromArray(weights));
  }

  private static double slow(GradientCheck check, double... weights) {
    double[][] logits =
        Rows.products(
            check.array("hidden").toDoubleMatrix(), check.array("table").toDoubleMatrix());
    double total = 0;
    double count = 0;
    for (int i = 0; i < logits.length; i++) {
      for (int token = 0; token < logits[i].length; token++) {
        logits[i][token] += check.array("bias").getDouble(token);
      }
      total -= weights[i] * Math.log(Naive.softmax(logits[i])[TOKENS[i]]);
      count += weights[i];
    }
    return total / count;
  }

  @Test
  void agreesWithALoopOverTheVocabulary() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph);

    for (double[] weights : new double[][] {WEIGHTS, {1, 1, 1, 1}, {0, 1, 0, 0}}) {
      GradientCheck check = check(graph, 91, weights);
      assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(slow(check, weights), within(1e-12));
    }
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph);

    assertThat(check(graph, 92, WEIGHTS).passesFor(loss, ARRAYS)).isEqualTo(5);
  }

  /** One table on both sides: the sum of both gradients is that of a one-hot cross entropy. */
  @Test
  void aTiedTableGetsTheGradientOfOneHotTargets() {
    Graph graph = GradientCheck.graph();
    Value hidden = graph.input("hidden", 4, 3);
    Value table = graph.input("table", 7, 3);
    Value bias = graph.input("bias", 7);
    INDArray marks = Nd4j.zeros(DataType.DOUBLE, 4, 7);
    for (int i = 0; i < TOKENS.length; i++) {
      marks.putScalar(i, TOKENS[i], 1);
    }
    Value oneHot = graph.constant(marks);
    Value weights = graph.constant(Nd4j.createFromArray(WEIGHTS));
    Value rows = Products.matmul(oneHot, table);
    Value biases = Shaping.reshape(Products.matmul(oneHot, Shaping.reshape(bias, 7, 1)), 4);
    Value loss = TokenPrediction.loss(hidden, table, bias, rows, biases, weights);
    Value logits = Arithmetic.add(Products.matmul(hidden, table, false, true), bias);
    Value expected = CrossEntropy.mean(logits, oneHot, weights);
    GradientCheck check = GradientCheck.of(graph, 93);

    assertThat(check.evaluate(loss).getDouble(0))
        .isCloseTo(check.evaluate(expected).getDouble(0), within(1e-13));
    for (Value input : List.of(hidden, table, bias)) {
      assertThat(check.gradient(loss, input).dup().data().asDouble())
          .containsExactly(check.gradient(expected, input).dup().data().asDouble(), within(1e-13));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void oneRowForAllTokensCostsTheLogarithmOfTheVocabulary(DataType type) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value loss = build(graph);
    GradientCheck check =
        GradientCheck.of(graph, 94)
            .feed("table", Nd4j.createFromArray(Rows.constant(0.4, 7, 3)))
            .feed("target_rows", Nd4j.createFromArray(Rows.constant(0.4, 4, 3)))
            .feed("bias", Nd4j.valueArrayOf(new long[] {7}, 0.2, DataType.DOUBLE))
            .feed("target_bias", Nd4j.valueArrayOf(new long[] {4}, 0.2, DataType.DOUBLE))
            .feed("weights", Nd4j.createFromArray(WEIGHTS));

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(Math.log(7), within(1e-5));
  }

  @Test
  void aBiasThatLeadsIsTheClosedForm() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph);
    GradientCheck check =
        GradientCheck.of(graph, 95)
            .feed("hidden", Nd4j.zeros(DataType.DOUBLE, 4, 3))
            .feed("bias", Nd4j.createFromArray(new double[] {0, 0, Math.log(3), 0, 0, 0, 0}))
            .feed("target_bias", Nd4j.valueArrayOf(new long[] {4}, Math.log(3), DataType.DOUBLE))
            .feed("weights", Nd4j.createFromArray(WEIGHTS));

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(Math.log(9.0 / 3), within(1e-12));
  }

  @Test
  void positionsThatDoNotCountChangeNothing() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph);
    GradientCheck check = check(graph, 96, WEIGHTS);
    double before = check.evaluate(loss).getDouble(0);
    INDArray hidden = check.array("hidden").dup();
    hidden.putRow(1, Nd4j.createFromArray(50.0, -70.0, 90.0));
    check.feed("hidden", hidden);

    assertThat(check.evaluate(loss).getDouble(0)).isEqualTo(before);
    INDArray gradient = check.derived(loss, Nd4j.scalar(1.0)).get("hidden");
    for (int i = 0; i < 4; i++) {
      assertThat(gradient.getRow(i).amaxNumber().doubleValue() != 0).isEqualTo(WEIGHTS[i] == 1);
    }
  }

  @Test
  void whereNothingCountsThereIsNoLossAndNoGradient() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph);
    GradientCheck check = check(graph, 97, 0, 0, 0, 0);

    assertThat(check.evaluate(loss).getDouble(0)).isZero();
    check.derived(loss, Nd4j.scalar(1.0)).entrySet().stream()
        .filter(entry -> ARRAYS.contains(entry.getKey()))
        .forEach(
            entry ->
                assertThat(entry.getValue().amaxNumber().doubleValue())
                    .as(entry.getKey())
                    .isZero());
  }

  @Test
  void staysFiniteWhereExponentialsOverflow() {
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.FLOAT);
    Value loss = build(graph);
    GradientCheck check =
        GradientCheck.of(graph, 98)
            .feed("hidden", Nd4j.zeros(DataType.DOUBLE, 4, 3))
            .feed("bias", Nd4j.createFromArray(new double[] {1000, 0, 0, 0, 0, 0, 0}))
            .feed("target_bias", Nd4j.zeros(DataType.DOUBLE, 4))
            .feed("weights", Nd4j.createFromArray(WEIGHTS));

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(1000, within(1e-3));
  }

  static Stream<Arguments> wrongShapes() {
    long[][] right = {{4, 3}, {7, 3}, {7}, {4, 3}, {4}, {4}};
    long[][] wrong = {{4, 3, 1}, {7, 2}, {4}, {7, 3}, {7}, {4, 1}};
    return Stream.iterate(0, i -> i < right.length, i -> i + 1)
        .map(
            i -> {
              long[][] shapes = right.clone();
              shapes[i] = wrong[i];
              return Arguments.of((Object) shapes);
            });
  }

  @ParameterizedTest
  @MethodSource("wrongShapes")
  void refusesOtherShapesAndNamesThem(long[][] shapes) {
    Graph graph = GradientCheck.graph();
    Value[] v = new Value[shapes.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = graph.input("v" + i, shapes[i]);
    }

    assertThatThrownBy(() -> TokenPrediction.loss(v[0], v[1], v[2], v[3], v[4], v[5]))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "token prediction: expected [m, d], [v, d], [v], [m, d], [m] and [m], found "
                + "%s, %s, %s, %s, %s, %s".formatted((Object[]) v));
  }
}
