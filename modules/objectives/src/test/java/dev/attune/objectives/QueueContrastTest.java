package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class QueueContrastTest {
  private final double[][] queries = Rows.normal(new Random(41), 4, 3);
  private final double[][] keys = Rows.normal(new Random(42), 4, 3);
  private final double[][] queue = Rows.unit(Rows.normal(new Random(43), 6, 3));

  private static Value build(Graph graph, double temperature) {
    return new QueueContrast(temperature)
        .loss(graph.input("queries", 4, 3), graph.input("keys", 4, 3), graph.input("queue", 6, 3));
  }

  private static GradientCheck check(
      Graph graph, double[][] queries, double[][] keys, double[][] queue) {
    return GradientCheck.of(graph, 1)
        .feed("queries", Nd4j.createFromArray(queries))
        .feed("keys", Nd4j.createFromArray(keys))
        .feed("queue", Nd4j.createFromArray(queue));
  }

  /** Equation 1 and Algorithm 1 of arXiv:1911.05722. */
  private static double slow(
      double[][] queries, double[][] keys, double[][] queue, double temperature) {
    double[][] own = Rows.cosines(queries, keys);
    double[][] stored = Rows.products(Rows.unit(queries), queue);
    double total = 0;
    for (int i = 0; i < queries.length; i++) {
      double positive = Math.exp(own[i][i] / temperature);
      double sum = positive;
      for (int j = 0; j < queue.length; j++) {
        sum += Math.exp(stored[i][j] / temperature);
      }
      total -= Math.log(positive / sum);
    }
    return total / queries.length;
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    for (double temperature : new double[] {0.07, 0.2, 1.5}) {
      Graph graph = GradientCheck.graph();
      Value loss = build(graph, temperature);

      assertThat(check(graph, queries, keys, queue).evaluate(loss).getDouble(0))
          .isCloseTo(slow(queries, keys, queue, temperature), within(1e-11));
    }
  }

  @Test
  void storedRowsAreTakenAsTheyAre() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.5);
    double[][] shorter = Rows.scaled(queue, 0.3);

    assertThat(check(graph, queries, keys, shorter).evaluate(loss).getDouble(0))
        .isCloseTo(slow(queries, keys, shorter, 0.5), within(1e-11));
  }

  @Test
  void oneOppositeRowInTheQueueIsTheClosedForm() {
    Graph graph = GradientCheck.graph();
    Value loss =
        new QueueContrast(0.5)
            .loss(graph.input("q", 1, 2), graph.input("k", 1, 2), graph.input("queue", 1, 2));
    GradientCheck check =
        GradientCheck.of(graph, 2)
            .feed("q", Nd4j.createFromArray(new double[][] {{3, 4}}))
            .feed("k", Nd4j.createFromArray(new double[][] {{6, 8}}))
            .feed("queue", Nd4j.createFromArray(new double[][] {{-0.6, -0.8}}));

    assertThat(check.evaluate(loss).getDouble(0))
        .isCloseTo(Math.log1p(Math.exp(-4)), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void collapsedRowsLeaveOnlyTheCount(DataType type) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value loss = build(graph, 0.07);
    double[][] same = Rows.constant(0.7, 4, 3);
    GradientCheck check = check(graph, same, same, Rows.unit(Rows.constant(1, 6, 3)));

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(Math.log(7), within(1e-5));
  }

  @Test
  void onlyTheQueriesHaveAGradient() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.2);

    assertThat(check(graph, queries, keys, queue).passes(loss)).isEqualTo(1);
    assertThat(check(graph, queries, keys, queue).derived(loss, Nd4j.scalar(1.0)).keySet())
        .containsExactly("queries");
  }

  @Test
  void staysFiniteWhereExponentialsOverflow() {
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.FLOAT);
    Value loss = build(graph, 0.005);
    double[][] ones = Rows.constant(1, 4, 3);
    double[][] stored = Rows.unit(Rows.constant(1, 6, 3));

    // The key stands opposite to the query, all six stored rows beside it: 2 / 0.005 + ln 6.
    assertThat(check(graph, ones, Rows.scaled(ones, -1), stored).evaluate(loss).getDouble(0))
        .isCloseTo(400 + Math.log(6), within(1e-3));
  }

  static Stream<Arguments> wrongShapes() {
    long[] rows = {4, 3};
    long[] queue = {6, 3};
    return Stream.of(
        Arguments.of(new long[] {4, 3, 1}, rows, queue),
        Arguments.of(rows, new long[] {5, 3}, queue),
        Arguments.of(rows, new long[] {4, 2}, queue),
        Arguments.of(rows, rows, new long[] {6, 2}),
        Arguments.of(rows, rows, new long[] {3}));
  }

  @ParameterizedTest
  @MethodSource("wrongShapes")
  void refusesOtherShapesAndNamesThem(long[] queryShape, long[] keyShape, long[] queueShape) {
    Graph graph = GradientCheck.graph();
    Value a = graph.input("a", queryShape);
    Value b = graph.input("b", keyShape);
    Value c = graph.input("c", queueShape);

    assertThatThrownBy(() -> QueueContrast.defaults().loss(a, b, c))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "queue contrast: expected queries [n, d], keys [n, d] and a queue [k, d], found "
                + "%s, %s, %s".formatted(a, b, c));
  }

  @Test
  void refusesATemperatureThatDoesNotDivide() {
    assertThatThrownBy(() -> new QueueContrast(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature: expected a finite number above 0, found 0.0");
  }
}
