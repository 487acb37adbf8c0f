package dev.attune.graph.operation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A shape that does not fit is refused while the graph is built, and the message shows it all. */
class ShapeErrorsTest {
  private static final long[] A = {3, 5};
  private static final long[] B = {4, 7};
  private static final long[] IMAGE = {2, 3, 9, 11};
  private static final long[] KERNEL = {5, 4, 3, 3};

  static Stream<Arguments> mistakes() {
    return Stream.of(
        two("add", Arithmetic::add, A, B),
        two("subtract", Arithmetic::subtract, A, B),
        two("multiply", Arithmetic::multiply, A, B),
        two("divide", Arithmetic::divide, A, B),
        two("matmul", Products::matmul, A, B),
        two("matmul transposed", (a, b) -> Products.matmul(a, b, true, true), A, B),
        two("matmul leading", Products::matmul, new long[] {2, 3, 5}, new long[] {4, 5, 7}),
        two("matmul ranks", Products::matmul, new long[] {2, 3, 5}, new long[] {5, 7}),
        two("concat", (a, b) -> Shaping.concat(0, a, b), A, B),
        two("stack", (a, b) -> Shaping.stack(0, a, b), A, B),
        two("conv2d", (a, b) -> Convolutions.conv2d(a, b, 1, 1, Padding.same()), IMAGE, KERNEL),
        two(
            "depthwise",
            (a, b) -> Convolutions.depthwise(a, b, 1, 1, Padding.same()),
            IMAGE,
            new long[] {3, 3, 4, 1}),
        one("sum", v -> Reductions.sum(v, false, 2), "no axis 2", "[3, 5]"),
        one("mean twice", v -> Reductions.mean(v, false, 1, -1), "axis 1", "[3, 5]"),
        one("reshape", v -> Shaping.reshape(v, 4, 4), "[3, 5]", "[4, 4]"),
        one("reshape open", v -> Shaping.reshape(v, 4, -1), "[3, 5]", "[4, -1]"),
        one("reshape open twice", v -> Shaping.reshape(v, -1, -1), "[3, 5]", "[-1, -1]"),
        one("permute", v -> Shaping.permute(v, 0, 0), "[3, 5]", "[0, 0]"),
        one("transpose", v -> Shaping.transpose(Shaping.reshape(v, 15)), "[15]"),
        one("slice", v -> Shaping.slice(v, 1, 2, 6), "[3, 5]", "[2, 6)"),
        one("slice of none", v -> Shaping.slice(v, 1, 2, 2), "[3, 5]", "[2, 2)"),
        one("expand", v -> Shaping.expand(v, 4), "[3, 5]"),
        one("squeeze", v -> Shaping.squeeze(v, 1), "[3, 5]"),
        one("broadcastTo", v -> Shaping.broadcastTo(v, 2, 4, 5), "[3, 5]", "[2, 4, 5]"),
        one("diagonal", Shaping::diagonal, "[3, 5]"),
        one("softmax", v -> Activations.softmax(Reductions.sum(v, false)), "[]"),
        one("max pool", v -> Convolutions.maxPool(v, 2, 2, 2, 2, Padding.none()), "[3, 5]"),
        Arguments.of(
            "window",
            (BiFunction<Value, Value, Value>)
                (a, b) -> Convolutions.averagePool(a, 10, 2, 1, 1, Padding.none()),
            IMAGE,
            A,
            new String[] {"[10, 2]", "[2, 3, 9, 11]"}));
  }

  private static Arguments two(
      String name, BiFunction<Value, Value, Value> mistake, long[] a, long[] b) {
    return Arguments.of(
        name,
        mistake,
        a,
        b,
        new String[] {java.util.Arrays.toString(a), java.util.Arrays.toString(b)});
  }

  private static Arguments one(
      String name, java.util.function.UnaryOperator<Value> mistake, String... shown) {
    BiFunction<Value, Value, Value> ignoring = (a, b) -> mistake.apply(a);
    return Arguments.of(name, ignoring, A, B, shown);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void mistakesAreShown(
      String name,
      BiFunction<Value, Value, Value> mistake,
      long[] left,
      long[] right,
      String[] shown) {
    Graph graph = GradientCheck.graph();
    Value a = graph.input("a", left);
    Value b = graph.input("b", right);
    assertThatThrownBy(() -> mistake.apply(a, b))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll(shown);
  }
}
