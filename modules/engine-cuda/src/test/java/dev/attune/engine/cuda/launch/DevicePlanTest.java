package dev.attune.engine.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Agreement;
import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.CudaTesting;
import dev.attune.engine.cuda.Programs;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Kernel;
import dev.attune.graph.Graph;
import dev.attune.graph.GraphCases;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.objectives.Objective;
import dev.attune.objectives.Objectives;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans, run by the reference, against ND4J's kernels. */
class DevicePlanTest {
  /** What has no kernel of ours yet. */
  private static final Set<String> WITHOUT_KERNEL =
      Set.of("depthwise_conv2d", "depthwise_conv2d_bp", "reduce_max_bp");

  /**
   * In every precision, each within its tolerance.
   *
   * @param depth how many operations' tolerances: what is rounded again and again is further away
   */
  private static void agrees(Graph graph, Value loss, long seed, int depth) {
    for (Precision precision : Precision.values()) {
      Agreement agreement =
          new Agreement(
              (program, inputs) -> {
                DevicePlan plan = DevicePlan.of(program, precision);
                assertThat(withoutKernel(plan)).isSubsetOf(WITHOUT_KERNEL);
                return ReferenceRun.of(plan, inputs);
              });
      double tolerance = CudaTesting.tolerance(precision);
      agreement.onTraining(
          graph, loss, seed, precision == Precision.FP32 ? tolerance : depth * tolerance);
    }
  }

  private static void agrees(Graph graph, Value loss) {
    agrees(graph, loss, 7, 1);
  }

  private static List<String> withoutKernel(DevicePlan plan) {
    return plan.launches().stream()
        .filter(Launch.Library.class::isInstance)
        .map(launch -> ((Launch.Library) launch).step().kernel())
        .filter(Kernel.Stock.class::isInstance)
        .map(kernel -> ((Kernel.Stock) kernel).operation().name())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void aTransformerBlock(int tokens) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, tokens, 8);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    agrees(graph, Towers.squaredError(y, x), 7, 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomGraphs(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 12);
    agrees(training.graph(), training.loss(), seed, 1);
  }

  static Stream<Arguments> cases() {
    return GraphCases.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyOperationAndLayer(String name, Function<Graph, Value> build) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value y = build.apply(graph);
    Value weights = graph.input("weights", y.shape());
    // Layers round more than once, and a loss whose terms have both signs cancels.
    int depth = name.contains(" of ") || name.contains("matmul") ? 2 : 1;
    agrees(graph, Reductions.sum(Arithmetic.multiply(y, weights), false), 7, depth);
  }

  static Stream<Objective> objectives() {
    return Objectives.withDefaults().stream();
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void everyObjective(Objective objective) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value loss = objective.loss(graph.input("left", 7, 5), graph.input("right", 7, 5));
    agrees(graph, loss);
  }

  @Test
  void aBlockIsProductsAndFewKernels() {
    DevicePlan plan = DevicePlan.of(Programs.block(5, 8), Precision.FP32);
    assertThat(plan.launches()).noneMatch(Launch.Library.class::isInstance);
    assertThat(plan.launches()).filteredOn(Launch.Multiply.class::isInstance).hasSize(18);
    assertThat(plan.launches()).hasSize(18 + 13);
    // Weights are laid side by side at first; at last gradients are laid apart and summed.
    assertThat(plan.launches())
        .filteredOn(Launch.Generated.class::isInstance)
        .extracting(launch -> ((Launch.Generated) launch).kernels().size())
        .filteredOn(size -> size > 1)
        .containsExactly(6, 4, 6, 3);
  }
}
