package dev.attune.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Training runs in float32, through other kernels (oneDNN's) than the doubles of gradient checks:
 * both give the same values and gradients.
 */
class FloatAgreementTest {

  static Stream<Arguments> cases() {
    return GraphCases.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void floatFollowsDouble(String name, Function<Graph, Value> build) {
    Graph exact = Graph.create(Graph.Mode.TRAINING, DataType.DOUBLE);
    Graph fast = Graph.create(Graph.Mode.TRAINING, DataType.FLOAT);
    Value expected = build.apply(exact);
    Value found = build.apply(fast);
    GradientCheck reference = GradientCheck.of(exact, 17);
    GradientCheck check = GradientCheck.of(fast, 17);
    close("value", check.evaluate(found), reference.evaluate(expected));
    INDArray weights = reference.normal(expected.shape());
    Map<String, INDArray> gradients = reference.derived(expected, weights);
    check
        .derived(found, weights)
        .forEach((input, gradient) -> close(input, gradient, gradients.get(input)));
  }

  private static void close(String what, INDArray found, INDArray expected) {
    double largest = Math.max(1e-3, expected.amaxNumber().doubleValue());
    assertThat(found.sub(expected).amaxNumber().doubleValue()).as(what).isLessThan(2e-5 * largest);
  }
}
