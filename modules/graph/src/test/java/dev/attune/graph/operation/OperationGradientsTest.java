package dev.attune.graph.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against finite differences, at sizes that are multiples of nothing. */
class OperationGradientsTest {

  static Stream<Arguments> unary() {
    Map<String, Function<Value, Value>> all = new TreeMap<>();
    all.put("scale", v -> Arithmetic.scale(v, -1.7));
    all.put("shift", v -> Arithmetic.shift(v, 0.3));
    all.put("negate", Arithmetic::negate);
    all.put("square", Arithmetic::square);
    all.put("sqrt", v -> Arithmetic.sqrt(Arithmetic.shift(Arithmetic.square(v), 0.1)));
    all.put("exp", Arithmetic::exp);
    all.put("log", v -> Arithmetic.log(Arithmetic.shift(Arithmetic.square(v), 0.1)));
    all.put("abs", Arithmetic::abs);
    all.put("clamp", v -> Arithmetic.clamp(v, -0.61, 0.83));
    all.put("maximum", v -> Arithmetic.maximum(v, 0.2));
    all.put("minimum", v -> Arithmetic.minimum(v, 0.2));
    all.put("relu", Activations::relu);
    all.put("gelu", Activations::gelu);
    all.put("sigmoid", Activations::sigmoid);
    all.put("tanh", Activations::tanh);
    all.put("softplus", Activations::softplus);
    all.put("logSigmoid", Activations::logSigmoid);
    all.put("softmax", Activations::softmax);
    all.put("logSoftmax", Activations::logSoftmax);
    all.put("sum", v -> Reductions.sum(v, false));
    all.put("sum 1", v -> Reductions.sum(v, false, 1));
    all.put("sum 0 -1 kept", v -> Reductions.sum(v, true, 0, -1));
    all.put("mean", v -> Reductions.mean(v, false));
    all.put("mean 2", v -> Reductions.mean(v, false, 2));
    all.put("mean 0 2", v -> Reductions.mean(v, true, 2, 0));
    all.put("max", v -> Reductions.max(v, false));
    all.put("max 1", v -> Reductions.max(v, true, 1));
    all.put("variance", v -> Reductions.variance(v, false, -1));
    all.put("variance all", v -> Reductions.variance(v, false));
    all.put("reshape", v -> Arithmetic.square(Shaping.reshape(v, 7, -1)));
    all.put("permute", v -> Arithmetic.square(Shaping.permute(v, 2, 0, 1)));
    all.put("transpose", v -> Arithmetic.square(Shaping.transpose(v)));
    all.put("slice", v -> Shaping.slice(v, 1, 2, 4));
    all.put("slice last", v -> Shaping.slice(v, -1, 3, 7));
    all.put("expand", v -> Shaping.expand(v, 1));
    all.put("squeeze", v -> Shaping.squeeze(Shaping.expand(v, -1), 3));
    all.put("broadcastTo", v -> Shaping.broadcastTo(Shaping.expand(v, 0), 2, 3, 5, 7));
    all.put("sum 0", v -> Reductions.sum(v, false, 0));
    all.put("sum 0 1", v -> Reductions.sum(v, false, 0, 1));
    all.put("broadcastTo from one", v -> Shaping.broadcastTo(Reductions.sum(v, false), 3, 2, 5));
    all.put("l2", v -> Normalisation.l2(v, 1e-3));
    all.put("standardise -1", v -> Normalisation.standardise(v, -1, 1e-3));
    all.put("standardise 0", v -> Normalisation.standardise(v, 0, 1e-3));
    return all.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unary")
  void unaryGradients(String name, Function<Value, Value> operation) {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 3, 5, 7);
    Value y = operation.apply(x);
    assertThat(GradientCheck.of(graph, 1).passes(y)).isEqualTo(1);
  }

  static Stream<Arguments> binary() {
    Map<String, BiFunction<Value, Value, Value>> all = new TreeMap<>();
    all.put("add", Arithmetic::add);
    all.put("subtract", Arithmetic::subtract);
    all.put("multiply", Arithmetic::multiply);
    all.put("divide", (a, b) -> Arithmetic.divide(a, Arithmetic.shift(Arithmetic.square(b), 1)));
    long[][][] shapes = {
      {{3, 5}, {3, 5}},
      {{3, 5}, {5}},
      {{3, 5}, {3, 1}},
      {{3, 1}, {1, 5}},
      {{}, {3, 5}},
      {{2, 3, 5, 7}, {1, 3, 1, 1}},
      {{1}, {3, 5}},
      {{2, 3, 5}, {3, 5}},
      {{5, 7}, {2, 5, 1}},
    };
    return all.entrySet().stream()
        .flatMap(
            e -> Stream.of(shapes).map(s -> Arguments.of(e.getKey(), e.getValue(), s[0], s[1])));
  }

  @ParameterizedTest(name = "{0} {2} {3}")
  @MethodSource("binary")
  void binaryGradients(
      String name, BiFunction<Value, Value, Value> operation, long[] left, long[] right) {
    Graph graph = GradientCheck.graph();
    Value y = operation.apply(graph.input("a", left), graph.input("b", right));
    assertThat(GradientCheck.of(graph, 2).passes(y)).isEqualTo(2);
  }

  static Stream<Arguments> products() {
    return Stream.of(
        Arguments.of(new long[] {3, 5}, new long[] {5, 7}, false, false),
        Arguments.of(new long[] {3, 5}, new long[] {7, 5}, false, true),
        Arguments.of(new long[] {5, 3}, new long[] {5, 7}, true, false),
        Arguments.of(new long[] {5, 3}, new long[] {7, 5}, true, true),
        Arguments.of(new long[] {2, 3, 5}, new long[] {2, 5, 7}, false, false),
        Arguments.of(new long[] {2, 3, 3, 5}, new long[] {2, 3, 7, 5}, false, true),
        Arguments.of(new long[] {2, 5, 3}, new long[] {2, 5, 7}, true, false),
        Arguments.of(new long[] {2, 5, 1}, new long[] {2, 7, 5}, true, true));
  }

  @ParameterizedTest
  @MethodSource("products")
  void productGradients(long[] left, long[] right, boolean transposeA, boolean transposeB) {
    Graph graph = GradientCheck.graph();
    Value y =
        Products.matmul(graph.input("a", left), graph.input("b", right), transposeA, transposeB);
    assertThat(GradientCheck.of(graph, 3).passes(y)).isEqualTo(2);
  }
}
