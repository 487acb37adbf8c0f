package dev.attune.engine.cpu;

import dev.attune.graph.Graph;
import dev.attune.graph.GraphCases;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.objectives.Objective;
import dev.attune.objectives.Objectives;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation, layer and objective there is: value and gradients as on ND4J. */
class EveryOperationTest {

  static Stream<Arguments> cases() {
    return GraphCases.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void operationOrLayer(String name, Function<Graph, Value> build) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value y = build.apply(graph);
    Value weights = graph.input("weights", y.shape());
    OnCpu.AGREEMENT.onTraining(graph, Reductions.sum(Arithmetic.multiply(y, weights), false));
  }

  static Stream<Objective> objectives() {
    return Objectives.withDefaults().stream();
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void objective(Objective objective) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value loss = objective.loss(graph.input("left", 7, 5), graph.input("right", 7, 5));
    OnCpu.AGREEMENT.onTraining(graph, loss);
  }
}
