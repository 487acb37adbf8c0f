package dev.attune.engine.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Agreement;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.CudaTesting;
import dev.attune.engine.cuda.Programs;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

/** Which steps become attention's kernels; the plans run by the reference, against ND4J. */
class AttentionPlanTest {
  /** How many operations' tolerances: what is rounded again and again is further away. */
  private static final int DEPTH = 3;

  private final List<DevicePlan> plans = new ArrayList<>();
  private final Agreement agreement =
      new Agreement(
          (program, inputs) -> {
            DevicePlan plan = DevicePlan.of(program, Precision.BF16);
            plans.add(plan);
            return ReferenceRun.of(plan, inputs);
          });

  private void agrees(Graph graph, Value loss) {
    agreement.onTraining(graph, loss, 7, DEPTH * CudaTesting.tolerance(Precision.BF16));
  }

  private static AttentionMask mask(String name, Graph graph, int rows, int tokens) {
    float[][] keys = new float[rows][tokens];
    for (int row = 0; row < rows; row++) {
      for (int key = 0; key < tokens - row; key++) {
        keys[row][key] = 1;
      }
    }
    AttentionMask padding = AttentionMask.keys(graph.constant(Nd4j.create(keys)));
    return switch (name) {
      case "keys" -> padding;
      case "causal" -> AttentionMask.causal(graph, tokens);
      case "both" -> padding.and(AttentionMask.causal(graph, tokens));
      default -> AttentionMask.open();
    };
  }

  private void has(int forward, int backward) {
    assertThat(plans).isNotEmpty();
    for (DevicePlan plan : plans) {
      assertThat(plan.launches()).filteredOn(Launch.Attend.class::isInstance).hasSize(forward);
      assertThat(plan.launches())
          .filteredOn(Launch.AttendBackward.class::isInstance)
          .hasSize(backward);
    }
  }

  @ParameterizedTest
  @CsvSource({"open, 5, 2", "open, 4, 1", "keys, 5, 2", "causal, 5, 1", "both, 6, 2"})
  void ofATransformerBlock(String mask, int tokens, int heads) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, tokens, 16L * heads);
    Value y = new TransformerBlock(heads, 0, 0).apply(graph, x, mask(mask, graph, 3, tokens));
    agrees(graph, Towers.squaredError(y, x));
    has(1, 1);
  }

  @Test
  void aBlockLosesSixProductsAndTwoKernels() {
    DevicePlan plan = DevicePlan.of(Programs.block(5, 32), Precision.BF16);
    assertThat(plan.launches()).filteredOn(Launch.Multiply.class::isInstance).hasSize(18 - 6);
    assertThat(plan.launches()).hasSize(18 - 6 + 13 - 2 + 2);
    DevicePlan without = DevicePlan.of(Programs.block(5, 32), Precision.TF32);
    assertThat(without.launches()).hasSize(18 + 13);
    // Neither scores nor weights are kept, nor their gradients.
    assertThat(plan.lives()).noneMatch(life -> life.value().length() == 3L * 2 * 5 * 5);
    assertThat(without.lives()).anyMatch(life -> life.value().length() == 3L * 2 * 5 * 5);
  }

  @Test
  void ofTwoSidesWithoutScale() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value scores = Products.matmul(side(graph, "queries", 4), side(graph, "keys", 7), false, true);
    Value y = Products.matmul(Activations.softmax(scores), side(graph, "values", 7));
    agrees(graph, weighted(graph, y));
    has(1, 1);
  }

  /** [2, 3, tokens, 16], a product. */
  private static Value side(Graph graph, String name, int tokens) {
    Value weights = graph.input(name + " weights", 2, 3, 8, 16);
    return Products.matmul(graph.input(name, 2, 3, tokens, 8), weights);
  }

  @Test
  void notOfWhatIsKeptInSinglePrecision() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value queries = graph.input("queries", 2, 3, 4, 16);
    Value scores = Products.matmul(queries, side(graph, "keys", 7), false, true);
    Value y = Products.matmul(Activations.softmax(scores), side(graph, "values", 7));
    agrees(graph, weighted(graph, y));
    has(0, 0);
  }

  @Test
  void ofAForwardPassAlone() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value x = graph.input("x", 3, 5, 32);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    plans.add(DevicePlan.of(ProgramCompiler.forward(graph, Map.of("y", y)), Precision.BF16));
    has(1, 0);
  }

  @Test
  void notOfDepthsThatTensorCoresDoNotTake() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, 5, 24);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    agrees(graph, Towers.squaredError(y, x));
    has(0, 0);
  }

  @Test
  void notWhereWeightsAreChangedOrRead() {
    Graph changed = Graph.create(Graph.Mode.TRAINING);
    Value kept = changed.input("kept", 2, 3, 4, 7);
    Value weights = Arithmetic.multiply(weights(changed), kept);
    agrees(changed, weighted(changed, Products.matmul(weights, side(changed, "values", 7))));
    has(0, 0);
    Graph read = Graph.create(Graph.Mode.INFERENCE);
    Value seen = weights(read);
    Value result = Products.matmul(seen, side(read, "values", 7));
    DevicePlan plan =
        DevicePlan.of(
            ProgramCompiler.forward(read, Map.of("weights", seen, "result", result)),
            Precision.BF16);
    assertThat(plan.launches()).noneMatch(Launch.Attend.class::isInstance);
  }

  private static Value weights(Graph graph) {
    Value queries = side(graph, "queries", 4);
    return Activations.softmax(Products.matmul(queries, side(graph, "keys", 7), false, true));
  }

  private static Value weighted(Graph graph, Value y) {
    Value weights = graph.input("weights", y.shape());
    return Reductions.sum(Arithmetic.multiply(y, weights), false);
  }
}
