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
    return OperationCases.unary().entrySet().stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue()));
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
