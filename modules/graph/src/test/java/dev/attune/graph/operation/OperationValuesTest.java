package dev.attune.graph.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Operations against closed forms and slow loops. */
class OperationValuesTest {
  private static final double[] POINTS = {-1e4, -30, -2.5, -0.61, -1e-3, 0.2, 0.83, 1, 7, 30, 1e4};

  static Stream<Arguments> elementwise() {
    return Stream.of(
        closed("scale", v -> Arithmetic.scale(v, -3), x -> -3 * x),
        closed("shift", v -> Arithmetic.shift(v, 2.5), x -> x + 2.5),
        closed("negate", Arithmetic::negate, x -> -x),
        closed("square", Arithmetic::square, x -> x * x),
        closed("sqrt", v -> Arithmetic.sqrt(Arithmetic.square(v)), Math::abs),
        closed("exp", v -> Arithmetic.exp(Arithmetic.scale(v, 0.01)), x -> Math.exp(x / 100)),
        closed("log", v -> Arithmetic.log(Arithmetic.abs(v)), x -> Math.log(Math.abs(x))),
        closed("abs", Arithmetic::abs, Math::abs),
        closed(
            "clamp",
            v -> Arithmetic.clamp(v, -0.61, 0.83),
            x -> Math.max(-0.61, Math.min(0.83, x))),
        closed("maximum", v -> Arithmetic.maximum(v, 0.5), x -> Math.max(0.5, x)),
        closed("minimum", v -> Arithmetic.minimum(v, 0.5), x -> Math.min(0.5, x)),
        closed("relu", Activations::relu, x -> Math.max(x, 0)),
        closed("sigmoid", Activations::sigmoid, x -> 1 / (1 + Math.exp(-x))),
        closed("tanh", Activations::tanh, Math::tanh),
        closed("softplus", Activations::softplus, OperationValuesTest::softplus),
        closed("logSigmoid", Activations::logSigmoid, x -> -softplus(-x)));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static Arguments closed(
      String name, Function<Value, Value> operation, DoubleUnaryOperator form) {
    return Arguments.of(name, operation, form);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("elementwise")
  void followsTheClosedForm(
      String name, Function<Value, Value> operation, DoubleUnaryOperator form) {
    INDArray result = apply(operation, Nd4j.createFromArray(POINTS));
    for (int i = 0; i < POINTS.length; i++) {
      double expected = form.applyAsDouble(POINTS[i]);
      assertThat(result.getDouble(i))
          .as("%s(%s)", name, POINTS[i])
          .isCloseTo(expected, within(1e-9 * Math.max(1e-3, Math.abs(expected))));
    }
  }

  @Test
  void geluFollowsPublishedValues() {
    INDArray result =
        apply(Activations::gelu, Nd4j.createFromArray(-3.0, -1.0, 0.0, 1.0, 2.0, -40.0, 40.0));
    double[] expected = {
      -0.0040496941, -0.1586552539, 0, 0.8413447461, 1.9544997361, 0, 40,
    };
    assertThat(result.toDoubleVector()).containsExactly(expected, within(1e-9));
  }

  @Test
  void clampPassesTheGradientAtItsBoundsAndNotOutside() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 5);
    Value y = Arithmetic.clamp(x, -1, 2);
    GradientCheck check =
        GradientCheck.of(graph, 1).feed("x", Nd4j.createFromArray(-1.5, -1, 0.3, 2, 2.5));
    assertThat(check.gradient(y, x).toDoubleVector()).containsExactly(0, 1, 1, 1, 0);
  }

  @Test
  void stopLetsNoGradientPass() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 3);
    Value y = Arithmetic.multiply(x, Gradients.stop(Arithmetic.square(x)));
    GradientCheck check =
        GradientCheck.of(graph, 1).feed("x", Nd4j.createFromArray(-2.0, 0.5, 3.0));
    assertThat(check.evaluate(y).toDoubleVector())
        .containsExactly(new double[] {-8, 0.125, 27}, within(1e-12));
    assertThat(check.gradient(y, x).toDoubleVector())
        .containsExactly(new double[] {4, 0.25, 9}, within(1e-12));
  }

  @Test
  void softmaxAndItsLogarithmStayFinite() {
    INDArray scores = Nd4j.createFromArray(new double[][] {{1e4, 0, -1e4}, {0, Math.log(3), -1e9}});
    INDArray shares = apply(Activations::softmax, scores);
    assertThat(shares.toDoubleMatrix()[0]).containsExactly(new double[] {1, 0, 0}, within(1e-12));
    assertThat(shares.toDoubleMatrix()[1])
        .containsExactly(new double[] {0.25, 0.75, 0}, within(1e-12));
    INDArray logarithms = apply(Activations::logSoftmax, scores);
    assertThat(logarithms.toDoubleMatrix()[0])
        .containsExactly(new double[] {0, -1e4, -2e4}, within(1e-9));
    assertThat(logarithms.getDouble(1, 0)).isCloseTo(Math.log(0.25), within(1e-12));
  }

  @Test
  void softmaxOfARowFarBelowZeroIsFinite() {
    INDArray scores = Nd4j.createFromArray(new double[][] {{-1e9, -1e9}, {-1e4, -1e4 + 1}});
    double[][] shares = apply(Activations::softmax, scores).toDoubleMatrix();
    assertThat(shares[0]).containsExactly(0.5, 0.5);
    assertThat(shares[1][1]).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-9));
  }

  @Test
  void reductionsFollowLoops() {
    INDArray x = ramp(3, 5, 7);
    double total = 0;
    double[] byColumn = new double[5];
    double[] peak = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 5; j++) {
        for (int k = 0; k < 7; k++) {
          double v = x.getDouble(i, j, k);
          total += v;
          byColumn[j] += v / 21;
          peak[i] = Math.max(peak[i], v);
        }
      }
    }
    assertThat(apply(v -> Reductions.sum(v, false), x).getDouble()).isCloseTo(total, within(1e-9));
    assertThat(apply(v -> Reductions.mean(v, false, 0, 2), x).toDoubleVector())
        .containsExactly(byColumn, within(1e-12));
    assertThat(apply(v -> Reductions.max(v, false, 1, 2), x).toDoubleVector())
        .containsExactly(peak);
    INDArray rows = Nd4j.createFromArray(new double[][] {{1, 2, 6}, {4, 4, 4}});
    assertThat(apply(v -> Reductions.variance(v, false, 1), rows).toDoubleVector())
        .containsExactly(new double[] {14.0 / 3, 0}, within(1e-12));
  }

  @Test
  void rearrangementsMoveElements() {
    INDArray x = ramp(3, 5, 7);
    INDArray permuted = apply(v -> Shaping.permute(v, 2, 0, 1), x);
    INDArray sliced = apply(v -> Shaping.slice(v, 1, 2, 4), x);
    INDArray joined = apply(v -> Shaping.concat(-1, v, Shaping.slice(v, 2, 0, 1)), x);
    INDArray stacked = apply(v -> Shaping.stack(1, v, Arithmetic.negate(v)), x);
    INDArray spread = apply(v -> Shaping.broadcastTo(v, 2, 3, 5, 7), x);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 5; j++) {
        for (int k = 0; k < 7; k++) {
          double v = x.getDouble(i, j, k);
          assertThat(permuted.getDouble(k, i, j)).isEqualTo(v);
          assertThat(joined.getDouble(i, j, k)).isEqualTo(v);
          assertThat(stacked.getDouble(i, 1, j, k)).isEqualTo(-v);
          assertThat(spread.getDouble(1, i, j, k)).isEqualTo(v);
          if (j == 2 || j == 3) {
            assertThat(sliced.getDouble(i, j - 2, k)).isEqualTo(v);
          }
        }
        assertThat(joined.getDouble(i, j, 7)).isEqualTo(x.getDouble(i, j, 0));
      }
    }
    INDArray matrix = ramp(5, 5);
    assertThat(apply(Shaping::diagonal, matrix).toDoubleVector())
        .containsExactly(Nd4j.diag(matrix).toDoubleVector());
  }

  @Test
  void l2GivesUnitRowsAndLeavesZerosAlone() {
    INDArray rows = Nd4j.createFromArray(new double[][] {{3, 4}, {0, 0}});
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 2, 2);
    Value y = Normalisation.l2(x, 1e-6);
    GradientCheck check = GradientCheck.of(graph, 1).feed("x", rows);
    double[][] unit = check.evaluate(y).toDoubleMatrix();
    assertThat(unit[0]).containsExactly(new double[] {0.6, 0.8}, within(1e-9));
    assertThat(unit[1]).containsExactly(0, 0);
    assertThat(check.gradient(y, x).toDoubleMatrix()[1])
        .containsExactly(new double[] {1e6, 1e6}, within(1e-3));
  }

  @Test
  void standardisedRowsHaveMeanZeroAndVarianceOne() {
    INDArray y = apply(v -> Normalisation.standardise(v, 1, 1e-12), ramp(3, 5, 7));
    assertThat(y.mean(1).amaxNumber().doubleValue()).isCloseTo(0, within(1e-9));
    assertThat(y.mul(y).mean(1).sub(1).amaxNumber().doubleValue()).isCloseTo(0, within(1e-9));
  }

  static INDArray ramp(long... shape) {
    INDArray array = Nd4j.create(org.nd4j.linalg.api.buffer.DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, Math.sin(1.7 * i) + 0.3);
    }
    return array;
  }

  static INDArray apply(Function<Value, Value> operation, INDArray x) {
    Graph graph = GradientCheck.graph();
    Value y = operation.apply(graph.input("x", x.shape()));
    return GradientCheck.of(graph, 1).feed("x", x).evaluate(y);
  }
}
