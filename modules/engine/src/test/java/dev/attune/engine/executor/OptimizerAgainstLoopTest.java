package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several steps against the papers' update rules, written as loops in double. */
class OptimizerAgainstLoopTest {
  private static final int STEPS = 12;
  private static final double RATE = 0.05;

  /** One parameter's update; {@code m} and {@code v} are the moments. */
  private interface Rule {
    double next(double w, double g, boolean decays, int i, double[] m, double[] v, int step);
  }

  @Test
  void adamW() {
    AdamWConfig config = new AdamWConfig(0.9, 0.98, 1e-3, 0.4);
    // Algorithm 2 of arXiv:1711.05101, with the decay times the learning rate as in practice.
    follows(
        config,
        (w, g, decays, i, m, v, step) -> {
          m[i] = config.beta1() * m[i] + (1 - config.beta1()) * g;
          v[i] = config.beta2() * v[i] + (1 - config.beta2()) * g * g;
          double first = m[i] / (1 - Math.pow(config.beta1(), step));
          double second = v[i] / (1 - Math.pow(config.beta2(), step));
          double decay = decays ? config.weightDecay() * w : 0;
          return w - RATE * (first / (Math.sqrt(second) + config.epsilon()) + decay);
        });
  }

  @Test
  void sgdWithMomentum() {
    SgdConfig config = new SgdConfig(0.8, 0.3);
    follows(
        config,
        (w, g, decays, i, m, v, step) -> {
          m[i] = config.momentum() * m[i] + g + (decays ? config.weightDecay() * w : 0);
          return w - RATE * m[i];
        });
  }

  private static void follows(OptimizerConfig config, Rule rule) {
    Models.Model model = Models.regression(Models.ROWS);
    Specs specs = Specs.plain().optimizer(config);
    try (TrainingSession session =
        new Nd4jExecutor().train(specs.of(model.graph(), model.loss()))) {
      Map<String, double[]> weights = new HashMap<>();
      Map<String, double[]> first = new HashMap<>();
      Map<String, double[]> second = new HashMap<>();
      session.weights().forEach((name, tensor) -> weights.put(name, doubles(tensor)));
      weights.forEach((name, w) -> first.put(name, new double[w.length]));
      weights.forEach((name, w) -> second.put(name, new double[w.length]));
      for (int step = 1; step <= STEPS; step++) {
        Batch batch = Models.regressionBatch(step, Models.ROWS);
        session.step(List.of(batch), step - 1, RATE);
        Map<String, double[]> gradients =
            Models.regressionGradients(batch, weights.get("map.weight"), weights.get("map.bias"));
        for (String name : weights.keySet()) {
          double[] w = weights.get(name);
          boolean decays = name.equals("map.weight");
          for (int i = 0; i < w.length; i++) {
            double g = gradients.get(name)[i];
            w[i] = rule.next(w[i], g, decays, i, first.get(name), second.get(name), step);
          }
        }
      }
      assertThat(weights).hasSize(2);
      weights.forEach((name, w) -> close(session.weights().get(name), w));
    }
  }

  private static void close(Tensor found, double[] expected) {
    assertThat(found.values().length).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found.values()[i]).isCloseTo(expected[i], within(2e-5));
    }
  }

  private static double[] doubles(Tensor tensor) {
    double[] wide = new double[tensor.values().length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = tensor.values()[i];
    }
    return wide;
  }

  @Test
  void decayMovesWeightsOnlyWhereThereIsNoGradient() {
    Models.Model model = Models.clip(4);
    Specs specs = Specs.plain().optimizer(new AdamWConfig(0.9, 0.98, 1e-6, 0.5));
    TrainingSpec spec = specs.of(model.graph(), model.loss());
    try (TrainingSession session = new Nd4jExecutor().train(spec)) {
      Map<String, Tensor> before = session.weights();
      // One token in all texts: the other rows of the table have a gradient of zero.
      Batch batch = Models.clipBatch(1, 4);
      Batch ones = new Batch(4, batch.floats(), Map.of("ids", new int[4 * Models.LENGTH]));
      session.step(List.of(ones), 0, 0.1);
      float[] now = session.weights().get("text.table").values();
      float[] then = before.get("text.table").values();
      for (int i = then.length / Models.VOCABULARY; i < then.length; i++) {
        assertThat(now[i]).isCloseTo(then[i] * 0.95f, within(1e-6f));
      }
    }
  }
}
