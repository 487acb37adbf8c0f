package dev.attune.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.Towers;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.GradientMix;
import dev.attune.engine.executor.MultiTaskSpec;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several tasks at once: the same losses as on ND4J. */
class CpuMultiTaskTest {
  private static final int ROWS = Models.ROWS;

  static List<GradientMix> mixes() {
    return List.of(
        new GradientMix.Sum(), new GradientMix.PcGrad(), new GradientMix.GradNorm(1.5, 1e-3));
  }

  /** A pair of towers; and a regression from one of them, its dropout another. */
  private static MultiTaskSpec specification(GradientMix mix) {
    Models.Model pair = Models.clip(ROWS);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value image = Towers.dense(graph.at("image"), graph.input("pixels", ROWS, 6), 4);
    Value found = Towers.linear(graph.at("head"), image, 3);
    Value loss = Towers.squaredError(found, graph.input("wanted", ROWS, 3));
    return new MultiTaskSpec(
        List.of(
            new MultiTaskSpec.Task("pair", pair.graph(), pair.loss(), Map.of(), 1),
            new MultiTaskSpec.Task("regression", graph, loss, Map.of(), 2)),
        mix,
        name -> false,
        AdamWConfig.DEFAULTS,
        1,
        List.of(),
        42);
  }

  private static Batch batch(int step) {
    Batch pair = Models.clipBatch(step % 5, ROWS);
    Map<String, float[]> floats = new HashMap<>(pair.floats());
    floats.put("wanted", Specs.normal(step % 5 + 50, ROWS * 3));
    return new Batch(ROWS, floats, pair.integers());
  }

  private static List<StepResult> results(Executor executor, GradientMix mix) {
    List<StepResult> results = new ArrayList<>();
    try (TrainingSession session = executor.train(specification(mix))) {
      for (int step = 0; step < 30; step++) {
        results.add(session.step(List.of(batch(step)), step, 1e-2));
      }
    }
    return results;
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void followsNd4j(GradientMix mix) {
    List<StepResult> expected = results(new Nd4jExecutor(), mix);
    List<StepResult> found = results(new CpuExecutor(), mix);
    for (int step = 0; step < expected.size(); step++) {
      double loss = expected.get(step).loss();
      assertThat(found.get(step).loss()).as("step %d", step).isCloseTo(loss, within(2e-3 * loss));
    }
    assertThat(found.get(29).loss()).isLessThan(found.get(0).loss());
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void sameSeedSameBits(GradientMix mix) {
    assertThat(results(new CpuExecutor(), mix)).isEqualTo(results(new CpuExecutor(), mix));
  }
}
