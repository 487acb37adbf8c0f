package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Gradients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Averaged targets as in BYOL (arXiv:2006.07733): target ← τ·target + (1 − τ)·online. */
class MomentumEncoderTest {
  private static final double MOMENTUM = 0.9;

  private static Models.Model model() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 4, 6);
    Value online = Towers.dense(graph.at("image"), x, 3);
    Value target = Towers.dense(graph.at("target").at("image"), x, 3);
    return new Models.Model(graph, Towers.squaredError(online, Gradients.stop(target)));
  }

  private static TrainingSession session(EmaTarget target) {
    Models.Model model = model();
    Specs specs = Specs.plain().optimizer(AdamWConfig.DEFAULTS).target(target);
    return new Nd4jExecutor().train(specs.of(model.graph(), model.loss()));
  }

  private static Batch batch(long seed) {
    return new Batch(4, Map.of("x", Specs.normal(seed, 24)), Map.of());
  }

  @Test
  void startsAsACopyAndFollows() {
    try (TrainingSession session =
        session(EmaTarget.constant("image.", "target.image.", MOMENTUM))) {
      Map<String, double[]> averages = new HashMap<>();
      session
          .weights()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith("image.")) {
                  assertThat(session.weights().get("target." + name)).isEqualTo(tensor);
                  double[] average = new double[tensor.values().length];
                  for (int i = 0; i < average.length; i++) {
                    average[i] = tensor.values()[i];
                  }
                  averages.put(name, average);
                }
              });
      assertThat(averages).hasSize(4);
      for (int step = 0; step < 10; step++) {
        session.step(List.of(batch(step)), step, 0.05);
        Map<String, Tensor> weights = session.weights();
        averages.forEach(
            (name, average) -> {
              for (int i = 0; i < average.length; i++) {
                double online = weights.get(name).values()[i];
                average[i] = MOMENTUM * average[i] + (1 - MOMENTUM) * online;
                double found = weights.get("target." + name).values()[i];
                assertThat(found).as(name).isCloseTo(average[i], within(1e-5));
              }
            });
      }
    }
  }

  @Test
  void stateKeepsTheAveragesApart() {
    EmaTarget target = EmaTarget.constant("image.", "target.image.", MOMENTUM);
    try (TrainingSession session = session(target);
        TrainingSession other = session(target)) {
      session.step(List.of(batch(0)), 0, 0.05);
      TrainingState state = session.state();
      assertThat(state.parameters().keySet()).allMatch(name -> name.startsWith("image."));
      assertThat(state.statistics().keySet()).allMatch(name -> name.startsWith("target.image."));
      other.restore(state);
      assertThat(other.weights()).isEqualTo(session.weights());
      session.step(List.of(batch(1)), 1, 0.05);
      other.step(List.of(batch(1)), 1, 0.05);
      assertThat(other.weights()).isEqualTo(session.weights());
    }
  }

  @Test
  void aTargetWithoutASourceIsNamed() {
    assertThatThrownBy(() -> session(EmaTarget.constant("picture.", "target.image.", 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "momentum encoder: target.image\\S+ has no parameter picture\\S+ to follow");
  }

  @Test
  void theShareRisesAlongAHalfCosine() {
    EmaTarget target = new EmaTarget("", "target.", 0.996, 1, 100);

    assertThat(target.momentum(0)).isCloseTo(0.996, within(1e-12));
    assertThat(target.momentum(25)).isCloseTo(1 - 0.004 * (Math.sqrt(0.5) + 1) / 2, within(1e-12));
    assertThat(target.momentum(50)).isCloseTo(0.998, within(1e-12));
    assertThat(target.momentum(99)).isLessThan(1);
    assertThat(target.momentum(100)).isEqualTo(1);
    assertThat(target.momentum(200)).isEqualTo(1);
  }
}
