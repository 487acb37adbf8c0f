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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What holds for every objective, at its defaults and at settings far from them. */
class ObjectiveContractTest {
  /** Those whose right side is a target without gradient. */
  private static final Set<String> TARGETS = Set.of("byol", "simsiam");

  private static final Set<String> ONE_ROW_WILL_DO = Set.of("siglip", "byol", "simsiam");

  private final double[][] left = Rows.normal(new Random(31), 5, 3);
  private final double[][] right = Rows.normal(new Random(32), 5, 3);

  static Stream<Objective> all() {
    return Stream.concat(
        Objectives.withDefaults().stream(),
        Stream.of(
            new Clip(0.7, false),
            new SigLip(3, 0.4, false),
            new InfoNce(0.9, false),
            new NtXent(1.3, false),
            new Dcl(0.8, false),
            new BarlowTwins(2),
            new VicReg(1, 3, 20),
            new AlignmentUniformity(false)));
  }

  @Test
  void namesAreThoseOfTheCommandLine() {
    assertThat(Objectives.withDefaults())
        .extracting(Objective::name)
        .containsExactlyInAnyOrder(
            "clip",
            "siglip",
            "info_nce",
            "nt_xent",
            "dcl",
            "hard_negatives",
            "barlow_twins",
            "vicreg",
            "byol",
            "simsiam",
            "alignment_uniformity");
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientsAgreeWithFiniteDifferences(Objective objective) {
    Graph graph = GradientCheck.graph();
    Value loss = objective.loss(graph.input("left", 4, 3), graph.input("right", 4, 3));

    int compared = GradientCheck.of(graph, 33).passes(loss);

    assertThat(compared).isEqualTo(TARGETS.contains(objective.name()) ? 1 : 2);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theOrderOfPairsDoesNotMatter(Objective objective) {
    double[][] leftTurned = {left[3], left[0], left[4], left[1], left[2]};
    double[][] rightTurned = {right[3], right[0], right[4], right[1], right[2]};
    TwoArrayLoss.Result straight = TwoArrayLoss.evaluate(objective, left, right);
    TwoArrayLoss.Result turned = TwoArrayLoss.evaluate(objective, leftTurned, rightTurned);

    assertThat(turned.loss()).isCloseTo(straight.loss(), within(1e-9));
    assertThat(turned.leftGradient()[1]).containsExactly(straight.leftGradient()[0], within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("all")
  void identicalAndZeroRowsGiveFiniteNumbers(Objective objective) {
    List<double[][]> hard =
        List.of(
            Rows.constant(0, 4, 3),
            Rows.constant(1, 4, 3),
            new double[][] {{0, 0, 0}, {1, 2, 3}, {1, 2, 3}, {-1e-4, 0, 0}},
            Rows.constant(1e4, 4, 3));
    for (double[][] a : hard) {
      for (double[][] b : hard) {
        TwoArrayLoss.Result result = TwoArrayLoss.evaluate(objective, a, b);
        assertThat(result.loss()).isFinite();
        assertFinite(result.leftGradient());
        assertFinite(result.rightGradient());
      }
    }
  }

  private static void assertFinite(double[][] gradient) {
    assertThat(Arrays.stream(gradient).flatMapToDouble(Arrays::stream)).allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @MethodSource("all")
  void floatAgreesWithDouble(Objective objective) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.FLOAT);
    Value leftRows = graph.input("left", 5, 3);
    Value rightRows = graph.input("right", 5, 3);
    Value loss = objective.loss(leftRows, rightRows);
    Value gradient = Differentiation.gradients(loss, List.of(leftRows)).get(leftRows.name());
    Map<String, INDArray> results =
        graph
            .sameDiff()
            .output(
                Map.of(
                    "left", Nd4j.createFromArray(left).castTo(DataType.FLOAT),
                    "right", Nd4j.createFromArray(right).castTo(DataType.FLOAT)),
                List.of(loss.name(), gradient.name()));
    TwoArrayLoss.Result expected = TwoArrayLoss.evaluate(objective, left, right);

    assertThat(results.get(loss.name()).getDouble(0))
        .isCloseTo(expected.loss(), within(2e-5 * Math.max(1, Math.abs(expected.loss()))));
    double[][] actual = results.get(gradient.name()).castTo(DataType.DOUBLE).toDoubleMatrix();
    double largest =
        Arrays.stream(expected.leftGradient())
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .orElseThrow();
    for (int i = 0; i < 5; i++) {
      assertThat(actual[i]).containsExactly(expected.leftGradient()[i], within(1e-4 * largest));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shapesThatDoNotFitAreBothPrinted(Objective objective) {
    assertThatThrownBy(() -> lossOf(objective, new long[] {4, 3}, new long[] {4, 2}))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll(objective.name(), "[4, 3]", "[4, 2]");
    assertThatThrownBy(() -> lossOf(objective, new long[] {4, 3, 1}, new long[] {4, 3, 1}))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("[n, d]", "[4, 3, 1]");
  }

  @ParameterizedTest
  @MethodSource("all")
  void oneRowIsRefusedWhereItTeachesNothing(Objective objective) {
    long[] one = {1, 3};
    if (ONE_ROW_WILL_DO.contains(objective.name())) {
      assertThat(lossOf(objective, one, one).length()).isEqualTo(1);
    } else {
      assertThatThrownBy(() -> lossOf(objective, one, one))
          .isInstanceOf(ShapeException.class)
          .hasMessage(
              objective.name() + ": expected at least 2 rows, found left [1, 3], right [1, 3]");
    }
  }

  private static Value lossOf(Objective objective, long[] left, long[] right) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.DOUBLE);
    return objective.loss(graph.input("left", left), graph.input("right", right));
  }

  @Test
  void temperaturesThatDoNotDivideAreRefused() {
    for (double temperature : new double[] {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String message = "temperature: expected a finite number above 0, found " + temperature;
      assertThatThrownBy(() -> new InfoNce(temperature, true)).hasMessage(message);
      assertThatThrownBy(() -> new NtXent(temperature, true)).hasMessage(message);
      assertThatThrownBy(() -> new Dcl(temperature, true)).hasMessage(message);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theCollapsedValueIsThatOfEqualRows(Objective objective) {
    double[][] equal = new double[7][4];
    for (double[] row : equal) {
      row[1] = 1;
    }

    objective
        .collapsed(7)
        .ifPresent(
            value ->
                assertThat(TwoArrayLoss.evaluate(objective, equal, equal).loss())
                    .isCloseTo(value, within(1e-9)));
  }
}
