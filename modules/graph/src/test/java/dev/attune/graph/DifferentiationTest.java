package dev.attune.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DifferentiationTest {

  @Test
  void addsUpWhatReachesAValueByDifferentPaths() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 3, 5);
    Value square = Arithmetic.square(x);
    Value y = Arithmetic.add(Arithmetic.multiply(square, x), Arithmetic.add(square, square));
    assertThat(GradientCheck.of(graph, 1).passes(y)).isEqualTo(1);
  }

  @Test
  void leavesOutWhatTheLossDoesNotDependOn() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 3);
    Value other = graph.input("other", 3);
    Value unused = Arithmetic.square(other);
    Value loss = Reductions.sum(Arithmetic.square(x), false);
    assertThat(Differentiation.gradients(loss, List.of(x, other, unused))).containsOnlyKeys("x");
  }

  @Test
  void addsNothingForInputsThatNobodyAskedFor() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 3, 5);
    Value w = graph.input("w", 5, 7);
    Value loss = Reductions.sum(Products.matmul(x, w), false);
    int before = products(graph);
    Differentiation.gradients(loss, List.of(w));
    assertThat(products(graph) - before).isEqualTo(1);
  }

  private static int products(Graph graph) {
    int count = 0;
    for (var operation : graph.sameDiff().ops()) {
      count += operation.opName().equals("matmul") ? 1 : 0;
    }
    return count;
  }

  @Test
  void passesGivenGradientsBack() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 2);
    Value a = Arithmetic.square(x);
    Value b = Arithmetic.scale(x, 3);
    Map<String, Value> gradients =
        Differentiation.pullBack(
            Map.of(a, graph.constant(row(1, 10)), b, graph.constant(row(100, 1000))), List.of(x));
    GradientCheck check = GradientCheck.of(graph, 1).feed("x", row(2, 4));
    assertThat(check.evaluate(gradients.get("x")).toDoubleVector())
        .containsExactly(new double[] {304, 3080}, within(1e-9));
  }

  @Test
  void differentiatesSameDiffOperationsThatACallerWrapped() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 3, 5);
    SDVariable cubed = graph.sameDiff().math().cube(graph.sameDiff().math().tanh(x.variable()));
    Value y = Arithmetic.scale(graph.wrap(cubed, 3, 5), 2);
    assertThat(GradientCheck.of(graph, 1).passes(y)).isEqualTo(1);
  }

  @Test
  void refusesLossesAndGradientsOfOtherShapes() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 3, 5);
    assertThatThrownBy(() -> Differentiation.gradients(x, List.of(x)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[3, 5]");
    Value other = graph.input("g", 5, 3);
    assertThatThrownBy(() -> Differentiation.pullBack(Map.of(x, other), List.of(x)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("[3, 5]", "[5, 3]");
  }

  @Test
  void sameDiffsOwnDerivationIsRefused() {
    Graph graph = GradientCheck.graph();
    Value x = graph.parameter("x", Parameter.Role.WEIGHT, Initializer.constant(1), 3);
    Value loss = Reductions.sum(Arithmetic.multiply(x, x), false);
    graph.sameDiff().setLossVariables(loss.name());
    assertThatThrownBy(() -> graph.sameDiff().createGradFunction("x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Differentiation.gradients");
  }

  private static INDArray row(double... values) {
    return Nd4j.createFromArray(values);
  }
}
