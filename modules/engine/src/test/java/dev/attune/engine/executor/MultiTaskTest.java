package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks in graphs of their own against the same tasks in one graph. */
class MultiTaskTest {
  private static final int ROWS = 4;
  private static final int VOCABULARY = 7;
  private static final List<String> NAMES = List.of("near", "far");
  private static final List<Double> WEIGHTS = List.of(0.5, 2.0);
  private static final OptimizerConfig OPTIMIZER = new SgdConfig(0.9, 1e-2);
  private static final List<EmaTarget> TARGETS =
      List.of(EmaTarget.constant("", "target.near.", 0.9));

  /**
   * An encoder of tokens with a running average, shared by two tasks; the first has a momentum copy
   * and a queue, and leaves one of the encoder's parameters out.
   */
  private static Value encode(Graph graph, Value ids) {
    Graph own = graph.at("encoder");
    Value tokens = own.lookup("table", Initializer.normal(0.5), VOCABULARY, 3, ids);
    Value mean = Reductions.mean(tokens, false, 1);
    own.observe("mean", 0, 0.9, Reductions.mean(mean, false, 0));
    return Towers.linear(own.at("map"), mean, 3);
  }

  private static Value near(Graph graph) {
    Value ids = graph.at("near").input(new InputSpec("ids", true, ROWS, 2));
    Value online = encode(graph, ids);
    Value target = Gradients.stop(encode(graph.at("target").at("near"), ids));
    Value queue = graph.at("near").queue("queue", 6, target);
    Value head = Towers.linear(graph.at("near").at("head"), online, 3);
    Value against = Reductions.mean(Products.matmul(head, queue, false, true), false);
    return Arithmetic.add(Towers.squaredError(head, target), Arithmetic.square(against));
  }

  private static Value far(Graph graph) {
    Value ids = graph.at("far").input(new InputSpec("ids", true, ROWS, 2));
    Value scale = graph.at("encoder").parameter("scale", Role.NORM, Initializer.constant(1.2), 3);
    Value encoded = Arithmetic.multiply(encode(graph, ids), scale);
    Value head = Towers.linear(graph.at("far").at("head"), encoded, 2);
    return Towers.squaredError(head, graph.at("far").input("wanted", ROWS, 2));
  }

  private static MultiTaskSpec several(GradientMix mix) {
    List<MultiTaskSpec.Task> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Graph graph = Graph.create(Graph.Mode.TRAINING);
      Value loss = i == 0 ? near(graph) : far(graph);
      // In a report alone, which gives it no gradient.
      Value scale = graph.at("encoder").parameter("scale", Role.NORM, Initializer.constant(1.2), 3);
      Map<String, Value> reported = Map.of("scale", Reductions.mean(scale, false));
      tasks.add(new MultiTaskSpec.Task(NAMES.get(i), graph, loss, reported, WEIGHTS.get(i)));
    }
    return new MultiTaskSpec(tasks, mix, n -> false, OPTIMIZER, 0.3, TARGETS, 11);
  }

  private static TrainingSpec one() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value loss =
        Arithmetic.add(
            Arithmetic.scale(near(graph), WEIGHTS.get(0)),
            Arithmetic.scale(far(graph), WEIGHTS.get(1)));
    return new TrainingSpec(graph, loss, Map.of(), n -> false, OPTIMIZER, 0.3, 1, TARGETS, 11);
  }

  private static Batch batch(long seed) {
    return new Batch(
        ROWS,
        Map.of("far.wanted", Specs.normal(seed, ROWS * 2)),
        Map.of(
            "near.ids", Specs.ids(seed + 100, ROWS * 2, VOCABULARY),
            "far.ids", Specs.ids(seed + 200, ROWS * 2, VOCABULARY)));
  }

  @Test
  void theSumEqualsOneGraph() {
    Executor executor = new Nd4jExecutor();
    try (TrainingSession whole = executor.train(one());
        TrainingSession parts = executor.train(several(new GradientMix.Sum()))) {
      assertThat(parts.weights()).isEqualTo(whole.weights());
      for (int step = 0; step < 8; step++) {
        StepResult expected = whole.step(List.of(batch(step)), step, 0.1);
        StepResult found = parts.step(List.of(batch(step)), step, 0.1);
        assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-6 * expected.loss()));
        assertThat(found.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-5));
        assertThat(found.gradientNorm()).as("it is clipped").isGreaterThan(0.3);
        Map<String, Double> reported = found.reported();
        assertThat(reported.keySet())
            .containsExactlyInAnyOrder("near.loss", "near.scale", "far.loss", "far.scale");
        double sum = 0.5 * reported.get("near.loss") + 2 * reported.get("far.loss");
        assertThat(sum).isCloseTo(found.loss(), within(1e-9));
      }
      near(whole.weights(), parts.weights());
      near(whole.state().statistics(), parts.state().statistics());
      assertThat(parts.state().statistics().keySet())
          .contains("encoder.mean", "near.queue", "target.near.encoder.map.weight");
    }
  }

  private static void near(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) -> {
          for (int i = 0; i < tensor.values().length; i++) {
            float value = found.get(name).values()[i];
            assertThat(value).as(name).isCloseTo(tensor.values()[i], within(1e-5f));
          }
        });
  }

  static List<GradientMix> mixes() {
    return List.of(
        new GradientMix.Sum(), new GradientMix.PcGrad(), new GradientMix.GradNorm(1, 0.1));
  }

  private static void steps(TrainingSession session, int from, int to) {
    for (int step = from; step < to; step++) {
      session.step(List.of(batch(step)), step, 0.1);
    }
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void goesOnFromAStateToTheBit(GradientMix mix) {
    Executor executor = new Nd4jExecutor();
    try (TrainingSession whole = executor.train(several(mix));
        TrainingSession other = executor.train(several(mix))) {
      steps(whole, 0, 3);
      TrainingState state = whole.state();
      steps(whole, 3, 7);
      steps(other, 0, 1);
      other.restore(state);
      steps(other, 3, 7);
      assertThat(other.state()).isEqualTo(whole.state());
    }
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void theSumOfTheLossesFalls(GradientMix mix) {
    try (TrainingSession session = new Nd4jExecutor().train(several(mix))) {
      double first = sum(session.step(List.of(batch(1)), 0, 0.05));
      for (int step = 1; step < 60; step++) {
        session.step(List.of(batch(1)), step, 0.05);
      }
      assertThat(sum(session.step(List.of(batch(1)), 60, 0))).isLessThan(0.9 * first);
    }
  }

  private static double sum(StepResult result) {
    return result.reported().get("near.loss") + result.reported().get("far.loss");
  }

  @Test
  void aParameterThatNoLossDependsOnIsNamed() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value used = graph.parameter("used", Role.WEIGHT, Initializer.constant(1), 2, 2);
    graph.parameter("idle", Role.WEIGHT, Initializer.constant(1), 2, 2);
    MultiTaskSpec specification = of(task("only", graph, Reductions.mean(used, false)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Nd4jExecutor().train(specification))
        .withMessage("tasks: expected a loss that depends on idle");
  }

  private static MultiTaskSpec.Task task(String name, Graph graph, Value loss) {
    return new MultiTaskSpec.Task(name, graph, loss, Map.of(), 1);
  }

  private static MultiTaskSpec of(MultiTaskSpec.Task... tasks) {
    return new MultiTaskSpec(
        List.of(tasks), new GradientMix.Sum(), n -> false, OPTIMIZER, 1, List.of(), 1);
  }

  private static MultiTaskSpec.Task sized(String name, int width) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value weight = graph.parameter("weight", Role.WEIGHT, Initializer.constant(1), width, 2);
    return task(name, graph, Reductions.mean(weight, false));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    MultiTaskSpec.Task one = sized("one", 2);
    Graph inference = Graph.create(Graph.Mode.INFERENCE);
    Map<String, Runnable> refused = new HashMap<>();
    refused.put("tasks: expected one or more, found none", MultiTaskTest::of);
    refused.put("tasks: expected each name once, found one again", () -> of(one, sized("one", 2)));
    refused.put(
        "tasks: expected a graph for each, found that of two again",
        () -> of(one, task("two", one.graph(), one.loss())));
    refused.put(
        "tasks: expected weight[2, 2] in all, found weight[3, 2] in two",
        () -> of(one, sized("two", 3)));
    refused.put(
        "weight: expected a positive number, found 0.0",
        () -> new MultiTaskSpec.Task("a", one.graph(), one.loss(), Map.of(), 0));
    refused.put(
        "a: expected a graph in training mode", () -> task("a", inference, inference.constant(1)));
    refused.put(
        "max_gradient_norm: expected a positive number, found 0.0",
        () ->
            new MultiTaskSpec(
                List.of(one), new GradientMix.Sum(), n -> false, OPTIMIZER, 0, List.of(), 1));
    refused.forEach(
        (message, call) ->
            assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message));
  }
}
