package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.RateFactors;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Reductions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Data-parallel trainings beside the same ones on the host. */
public final class ParallelRuns {
  static final int ROWS = 8;
  private static final int WIDTH = 4;
  private static final int STEPS = 3;
  private static final double RATE = 1e-2;

  private ParallelRuns() {}

  /** {@link Models#clip} with a tower a modality. */
  static CachedTrainingSpec clip(int ranks) {
    return clip(ranks, name -> false, ResidentRuns.ADAM);
  }

  static CachedTrainingSpec clip(int ranks, Predicate<String> frozen, OptimizerConfig optimizer) {
    int rows = ROWS / ranks;
    Graph images = Graph.create(Graph.Mode.TRAINING);
    Value image = Towers.dense(images.at("image"), images.input("pixels", rows, 6), WIDTH);
    Graph texts = Graph.create(Graph.Mode.TRAINING);
    Value ids = texts.input(new InputSpec("ids", true, rows, Models.LENGTH));
    Value text = Towers.bag(texts.at("text"), ids, Models.VOCABULARY, WIDTH);
    Graph objective = Graph.create(Graph.Mode.TRAINING);
    Value left = objective.input("left", ROWS, WIDTH);
    Value right = objective.input("right", ROWS, WIDTH);
    Value loss = Towers.clip(objective, left, right);
    objective.observe("centre", 0, 0.75, Reductions.mean(left, false, 0));
    return new CachedTrainingSpec(
        ROWS,
        rows,
        List.of(
            new CachedTrainingSpec.Tower("image", images, image, false),
            new CachedTrainingSpec.Tower("text", texts, text, false)),
        objective,
        List.of(left, right),
        loss,
        Map.of("width", Reductions.mean(left, false)),
        frozen,
        optimizer,
        0.5,
        RateFactors.none(),
        42);
  }

  static Batch batch(long step) {
    return Models.clipBatch(step, ROWS);
  }

  static ParallelSession open(
      Device device, Collectives collectives, CachedTrainingSpec specification) {
    int ranks = specification.rows() / specification.chunk();
    return new ParallelSession(
        Collections.nCopies(ranks, device), collectives, specification, Precision.FP32);
  }

  /** Steps beside gradient caching, with dropout, and beside the whole batch. */
  static void follow(Device device, Collectives collectives, int ranks) {
    Models.Model whole = Models.clip(ROWS);
    Specs specs = Specs.plain().optimizer(ResidentRuns.ADAM).maxGradientNorm(0.5);
    try (TrainingSession cached = new Nd4jExecutor().train(clip(ranks));
        TrainingSession full = new Nd4jExecutor().train(specs.of(whole.graph(), whole.loss()));
        ParallelSession found = open(device, collectives, clip(ranks))) {
      ResidentRuns.same(cached.weights(), found.weights());
      for (int step = 0; step < STEPS; step++) {
        List<Batch> batch = List.of(batch(step));
        StepResult expected = cached.step(batch, step, RATE);
        StepResult there = found.step(batch, step, RATE);
        double loss = full.step(batch, step, RATE).loss();
        assertThat(there.loss()).isCloseTo(loss, within(1e-4 * loss));
        assertThat(there.loss()).isCloseTo(expected.loss(), within(1e-4 * loss));
        double norm = expected.gradientNorm();
        assertThat(there.gradientNorm()).isCloseTo(norm, within(1e-4 * norm));
        double reported = expected.reported().get("width");
        assertThat(there.reported().get("width")).isCloseTo(reported, within(1e-4));
      }
      TrainingState state = cached.state();
      ResidentRuns.same(state.parameters(), found.state().parameters());
      ResidentRuns.same(full.state().parameters(), found.state().parameters());
      ResidentRuns.same(state.statistics(), found.state().statistics());
      ResidentRuns.same(state.optimizer(), found.state().optimizer());
      for (int rank = 1; rank < ranks; rank++) {
        assertThat(found.state(rank)).isEqualTo(found.state());
      }
    }
  }
}
