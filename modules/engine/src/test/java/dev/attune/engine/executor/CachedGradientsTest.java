package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachedGradientsTest {
  private static final int ROWS = 12;

  private static CachedTrainingSpec cached(
      int chunk, boolean batchStatistics, Predicate<String> frozen, OptimizerConfig optimizer) {
    Graph images = Graph.create(Graph.Mode.TRAINING);
    Value image = Towers.dense(images.at("image"), images.input("pixels", chunk, 6), 4);
    Graph texts = Graph.create(Graph.Mode.TRAINING);
    Value ids = texts.input(new InputSpec("ids", true, chunk, Models.LENGTH));
    Value text = Towers.bag(texts.at("text"), ids, Models.VOCABULARY, 4);
    Graph objective = Graph.create(Graph.Mode.TRAINING);
    Value left = objective.input("left", ROWS, 4);
    Value right = objective.input("right", ROWS, 4);
    Value loss = Towers.clip(objective, left, right);
    return new CachedTrainingSpec(
        ROWS,
        chunk,
        List.of(
            new CachedTrainingSpec.Tower("image", images, image, batchStatistics),
            new CachedTrainingSpec.Tower("text", texts, text, false)),
        objective,
        List.of(left, right),
        loss,
        Map.of(),
        frozen,
        optimizer,
        Double.POSITIVE_INFINITY,
        RateFactors.none(),
        42);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 12})
  void equalsTheFullBatch(int chunk) {
    equalsTheFullBatch(chunk, name -> false, new SgdConfig(0.9, 1e-2));
  }

  @Test
  void aFrozenTowerIsOnlyEncoded() {
    equalsTheFullBatch(4, name -> name.startsWith("image."), new SgdConfig(0.9, 0));
  }

  @Test
  void adamFollowsTheFullBatchToo() {
    equalsTheFullBatch(6, name -> false, new AdamWConfig(0.9, 0.98, 1e-3, 0.1));
  }

  private static void equalsTheFullBatch(
      int chunk, Predicate<String> frozen, OptimizerConfig optimizer) {
    Models.Model model = Models.clip(ROWS);
    Specs specs = Specs.plain().optimizer(optimizer).frozen(frozen);
    Executor executor = new Nd4jExecutor();
    try (TrainingSession whole = executor.train(specs.of(model.graph(), model.loss()));
        TrainingSession chunked = executor.train(cached(chunk, false, frozen, optimizer))) {
      assertThat(chunked.weights()).isEqualTo(whole.weights());
      for (int step = 0; step < 5; step++) {
        StepResult expected = whole.step(List.of(Models.clipBatch(step, ROWS)), step, 0.1);
        StepResult found = chunked.step(List.of(Models.clipBatch(step, ROWS)), step, 0.1);
        assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-5 * expected.loss()));
        double norm = expected.gradientNorm();
        assertThat(found.gradientNorm()).isCloseTo(norm, within(1e-5 * norm));
      }
      whole
          .weights()
          .forEach((name, expected) -> close(name, chunked.weights().get(name), expected));
    }
  }

  /** Relative to the tensor's norm. */
  private static void close(String name, Tensor found, Tensor expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.values().length; i++) {
      difference += Math.pow(found.values()[i] - expected.values()[i], 2);
      size += Math.pow(expected.values()[i], 2);
    }
    assertThat(Math.sqrt(difference / size)).as(name).isLessThan(1e-5);
  }

  @Test
  void aTowerWithBatchStatisticsIsRefusedByName() {
    assertThatThrownBy(() -> cached(4, true, name -> false, AdamWConfig.DEFAULTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tower image uses batch statistics");
  }

  @Test
  void aChunkThatDoesNotDivideTheBatchIsRefused() {
    assertThatThrownBy(() -> cached(5, false, name -> false, AdamWConfig.DEFAULTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("chunk: expected a divisor of the batch of 12, found 5");
  }
}
