package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Specs;
import dev.attune.engine.Towers;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepCost;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import org.junit.jupiter.api.Test;

class StepCostsTest {
  private static final int ROWS = 3;
  private static final int TOKENS = 16;
  private static final int WIDTH = 32;

  private static TrainingSpec block() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", ROWS, TOKENS, WIDTH);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    Specs specs = Specs.plain().optimizer(new AdamWConfig(0.9, 0.98, 1e-6, 0.1));
    return specs.of(graph, Towers.squaredError(y, x));
  }

  /** Projections of 12 width² weights, attention's two products of tokens, each thrice in all. */
  @Test
  void operationsAreThoseOfAPencil() {
    long tokens = (long) ROWS * TOKENS;
    long weights = 2 * tokens * 12 * WIDTH * WIDTH;
    long attention = 2 * 2 * tokens * TOKENS * WIDTH;
    StepCost cost = StepCosts.of(block(), Precision.FP32);
    assertThat(cost.operations()).isEqualTo(3 * weights + 3 * attention);
  }

  @Test
  void halfTheBytesAndFewerLaunchesInBfloat16() {
    StepCost single = StepCosts.of(block(), Precision.FP32);
    StepCost half = StepCosts.of(block(), Precision.BF16);
    assertThat(half.launches()).isLessThan(single.launches());
    assertThat(half.bytes()).isLessThan(single.bytes());
    // The scores are formed once more in the kernel that keeps none.
    long scores = 2L * ROWS * TOKENS * TOKENS * WIDTH;
    assertThat(half.operations()).isEqualTo(single.operations() + scores);
  }
}
