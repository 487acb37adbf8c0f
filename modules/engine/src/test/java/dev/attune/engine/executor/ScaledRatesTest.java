package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A share of the rate for one of two towers whose losses do not touch one another. */
class ScaledRatesTest {
  private static final double FACTOR = 0.1;

  private static List<OptimizerConfig> optimizers() {
    return List.of(AdamWConfig.DEFAULTS, new SgdConfig(0.9, 1e-2));
  }

  private static TrainingSession session(OptimizerConfig optimizer, RateFactors rates) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 4, 6);
    Value slow = Towers.dense(graph.at("slow"), x, 3);
    Value fast = Towers.dense(graph.at("fast"), x, 3);
    Value loss = Arithmetic.add(Reductions.sum(slow, false), Reductions.sum(fast, false));
    return new Nd4jExecutor()
        .train(
            new TrainingSpec(
                graph,
                loss,
                Map.of(),
                name -> false,
                optimizer,
                Double.POSITIVE_INFINITY,
                1,
                List.of(),
                rates,
                1));
  }

  private static Batch batch(int step) {
    return new Batch(4, Map.of("x", Specs.normal(step, 24)), Map.of());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aShareOfTheStepIsTheStepOfAShareOfTheRate(OptimizerConfig optimizer) {
    RateFactors rates = new RateFactors(Map.of("slow.", FACTOR));
    try (TrainingSession both = session(optimizer, rates);
        TrainingSession whole = session(optimizer, RateFactors.none());
        TrainingSession share = session(optimizer, RateFactors.none())) {
      for (int step = 0; step < 5; step++) {
        both.step(List.of(batch(step)), step, 0.02);
        whole.step(List.of(batch(step)), step, 0.02);
        share.step(List.of(batch(step)), step, 0.02 * FACTOR);
      }
      Map<String, Tensor> found = both.weights();
      whole.weights().forEach((name, expected) -> compare(name, "fast.", found, expected));
      share.weights().forEach((name, expected) -> compare(name, "slow.", found, expected));
    }
  }

  private static void compare(
      String name, String prefix, Map<String, Tensor> found, Tensor expected) {
    if (name.startsWith(prefix)) {
      for (int i = 0; i < expected.values().length; i++) {
        assertThat(found.get(name).values()[i])
            .as(name)
            .isCloseTo(expected.values()[i], within(2e-6f));
      }
    }
  }

  @Test
  void theLongestPrefixCounts() {
    RateFactors rates = new RateFactors(Map.of("image.", 0.1, "image.projection.", 2.0));

    assertThat(rates.of("image.blocks.0.weight")).isEqualTo(0.1);
    assertThat(rates.of("image.projection.weight")).isEqualTo(2);
    assertThat(rates.of("text.projection.weight")).isEqualTo(1);
    assertThatThrownBy(() -> new RateFactors(Map.of("image.", 0.0)))
        .hasMessage("learning_rate_factor: expected a positive number for image., found 0.0");
  }
}
