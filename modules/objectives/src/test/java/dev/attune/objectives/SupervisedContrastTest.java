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
import org.nd4j.linalg.factory.Nd4j;

class SupervisedContrastTest {
  /** Three of one class, two of another, one alone. */
  private static final int[] CLASSES = {0, 1, 0, 2, 1, 0};

  private final double[][] rows = Rows.normal(new Random(61), 6, 3);

  private static Value build(Graph graph, double temperature, int count) {
    return new SupervisedContrast(temperature)
        .loss(graph.input("rows", count, 3), graph.input("same", count, count));
  }

  private static GradientCheck check(Graph graph, double[][] rows, double[][] same) {
    return GradientCheck.of(graph, 1)
        .feed("rows", Nd4j.createFromArray(rows))
        .feed("same", Nd4j.createFromArray(same));
  }

  private static double[][] same(int... classes) {
    double[][] marks = new double[classes.length][classes.length];
    for (int i = 0; i < classes.length; i++) {
      for (int j = 0; j < classes.length; j++) {
        marks[i][j] = classes[i] == classes[j] ? 1 : 0;
      }
    }
    return marks;
  }

  /** L_out, equation 2 of arXiv:2004.11362, averaged over the rows whose P(i) is not empty. */
  private static double slow(double[][] rows, double temperature, int... classes) {
    double[][] cosines = Rows.cosines(rows, rows);
    double total = 0;
    int counting = 0;
    for (int i = 0; i < rows.length; i++) {
      double denominator = 0;
      for (int a = 0; a < rows.length; a++) {
        denominator += a == i ? 0 : Math.exp(cosines[i][a] / temperature);
      }
      double sum = 0;
      int partners = 0;
      for (int p = 0; p < rows.length; p++) {
        if (p != i && classes[p] == classes[i]) {
          sum += Math.log(Math.exp(cosines[i][p] / temperature) / denominator);
          partners++;
        }
      }
      if (partners > 0) {
        total -= sum / partners;
        counting++;
      }
    }
    return total / counting;
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    for (double temperature : new double[] {0.1, 0.9}) {
      Graph graph = GradientCheck.graph();
      Value loss = build(graph, temperature, 6);

      assertThat(check(graph, rows, same(CLASSES)).evaluate(loss).getDouble(0))
          .isCloseTo(slow(rows, temperature, CLASSES), within(1e-11));
    }
  }

  @Test
  void theDiagonalIsNotLookedAt() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.5, 6);
    double[][] without = same(CLASSES);
    for (int i = 0; i < 6; i++) {
      without[i][i] = 0;
    }

    assertThat(check(graph, rows, without).evaluate(loss))
        .isEqualTo(check(graph, rows, same(CLASSES)).evaluate(loss));
  }

  @Test
  void withTwoViewsAClassItIsNtXent() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.4, 6);
    double[][] left = {rows[0], rows[1], rows[2]};
    double[][] right = {rows[3], rows[4], rows[5]};

    assertThat(check(graph, rows, same(0, 1, 2, 0, 1, 2)).evaluate(loss).getDouble(0))
        .isCloseTo(TwoArrayLoss.evaluate(new NtXent(0.4, true), left, right).loss(), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void collapsedRowsLeaveOnlyTheCount(DataType type) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value loss = build(graph, 0.1, 6);

    for (int[] classes : new int[][] {{0, 0, 0, 0, 0, 0}, CLASSES}) {
      assertThat(check(graph, Rows.constant(1, 6, 3), same(classes)).evaluate(loss).getDouble(0))
          .isCloseTo(Math.log(5), within(1e-5));
    }
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.3, 6);

    assertThat(check(graph, rows, same(CLASSES)).passesFor(loss, List.of("rows"))).isEqualTo(1);
  }

  @Test
  void withoutAnyPartnerThereIsNoLossAndNoGradient() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.3, 6);
    GradientCheck check = check(graph, rows, same(0, 1, 2, 3, 4, 5));

    assertThat(check.evaluate(loss).getDouble(0)).isZero();
    assertThat(check.derived(loss, Nd4j.scalar(1.0)).get("rows").amaxNumber().doubleValue())
        .isZero();
  }

  @Test
  void aRowWithoutPartnersIsStillACandidate() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, 0.3, 6);
    double[][] moved = Rows.copy(rows);
    moved[3] = rows[0];

    assertThat(check(graph, moved, same(CLASSES)).evaluate(loss).getDouble(0))
        .isCloseTo(slow(moved, 0.3, CLASSES), within(1e-12))
        .isNotCloseTo(slow(rows, 0.3, CLASSES), within(1e-2));
  }

  static Stream<Arguments> wrongShapes() {
    return Stream.of(
        Arguments.of(new long[] {6, 3, 1}, new long[] {6, 6}),
        Arguments.of(new long[] {6, 3}, new long[] {6, 5}),
        Arguments.of(new long[] {6, 3}, new long[] {6}),
        Arguments.of(new long[] {1, 3}, new long[] {1, 1}));
  }

  @ParameterizedTest
  @MethodSource("wrongShapes")
  void refusesOtherShapesAndNamesThem(long[] rowShape, long[] markShape) {
    Graph graph = GradientCheck.graph();
    Value a = graph.input("a", rowShape);
    Value b = graph.input("b", markShape);

    assertThatThrownBy(() -> SupervisedContrast.defaults().loss(a, b))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "supervised contrast: expected at least 2 rows [m, d] and marks [m, m], found "
                + "%s, %s".formatted(a, b));
  }

  @Test
  void refusesATemperatureThatDoesNotDivide() {
    assertThatThrownBy(() -> new SupervisedContrast(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature: expected a finite number above 0, found -1.0");
  }
}
