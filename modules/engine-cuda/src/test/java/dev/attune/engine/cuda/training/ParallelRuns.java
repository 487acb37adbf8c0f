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
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.RateFactors;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

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
      List<? extends Device> devices, Collectives collectives, CachedTrainingSpec specification) {
    return new ParallelSession(List.copyOf(devices), collectives, specification, Precision.FP32);
  }

  /** One step. */
  public static void aStep(List<? extends Device> devices, Collectives collectives) {
    try (ParallelSession session = open(devices, collectives, clip(devices.size()))) {
      session.step(List.of(batch(0)), 0, RATE);
      session.load(Map.of());
    }
  }

  /** Steps of which the next is begun before the last is awaited, beside steps one by one. */
  public static void inFlight(List<? extends Device> devices, Collectives collectives) {
    try (TrainingSession alone = open(devices, collectives, clip(devices.size()));
        TrainingSession flying = open(devices, collectives, clip(devices.size()))) {
      PendingStep last = flying.begin(List.of(batch(0)), 0, RATE);
      for (int step = 1; step <= STEPS; step++) {
        PendingStep next = flying.begin(List.of(batch(step)), step, RATE);
        StepResult expected = alone.step(List.of(batch(step - 1)), step - 1, RATE);
        assertThat(last.await()).isEqualTo(expected);
        last = next;
      }
      StepResult expected = alone.step(List.of(batch(STEPS)), STEPS, RATE);
      assertThat(flying.state()).isEqualTo(alone.state());
      assertThat(last.await()).isEqualTo(expected);
    }
  }

  /** Steps beside gradient caching, with dropout, and beside the whole batch. */
  public static void follow(List<? extends Device> devices, Collectives collectives) {
    int ranks = devices.size();
    TrainingState found =
        follow(devices, collectives, () -> clip(ranks), ParallelRuns::batch, Precision.FP32);
    Models.Model whole = Models.clip(ROWS);
    Specs specs = Specs.plain().optimizer(ResidentRuns.ADAM).maxGradientNorm(0.5);
    try (TrainingSession full = new Nd4jExecutor().train(specs.of(whole.graph(), whole.loss()))) {
      for (int step = 0; step < STEPS; step++) {
        full.step(List.of(batch(step)), step, RATE);
      }
      ResidentRuns.same(full.state().parameters(), found.parameters());
    }
  }

  /** Steps beside gradient caching; gives where they end. */
  static TrainingState follow(
      List<? extends Device> devices,
      Collectives collectives,
      Supplier<CachedTrainingSpec> specification,
      LongFunction<Batch> batches,
      Precision precision) {
    double tolerance = precision == Precision.FP32 ? 1e-4 : 2e-2;
    try (TrainingSession cached = new Nd4jExecutor().train(specification.get());
        ParallelSession found =
            new ParallelSession(
                List.copyOf(devices), collectives, specification.get(), precision)) {
      ResidentRuns.same(cached.weights(), found.weights());
      for (int step = 0; step < STEPS; step++) {
        List<Batch> batch = List.of(batches.apply(step));
        StepResult expected = cached.step(batch, step, RATE);
        StepResult there = found.step(batch, step, RATE);
        close(there.loss(), expected.loss(), tolerance);
        close(there.gradientNorm(), expected.gradientNorm(), tolerance);
        expected
            .reported()
            .forEach((name, value) -> close(there.reported().get(name), value, tolerance));
      }
      TrainingState state = found.state();
      if (precision == Precision.FP32) {
        ResidentRuns.same(cached.state().parameters(), state.parameters());
        ResidentRuns.same(cached.state().statistics(), state.statistics());
        ResidentRuns.same(cached.state().optimizer(), state.optimizer());
      }
      for (int rank = 1; rank < devices.size(); rank++) {
        assertThat(found.state(rank)).isEqualTo(state);
      }
      return state;
    }
  }

  private static void close(double found, double expected, double tolerance) {
    assertThat(found).isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
  }

  /**
   * Two views through one transformer, a table that two towers and the objective read, a parameter
   * of a tower's that the objective has too, and weights of the rows that the objective is fed.
   */
  static CachedTrainingSpec everything(int ranks) {
    int rows = ROWS / ranks;
    Graph images = Graph.create(Graph.Mode.TRAINING);
    Value once = view(images, images.input("once", rows, 3, 16));
    Value twice = view(images, images.input("twice", rows, 3, 16));
    Graph texts = Graph.create(Graph.Mode.TRAINING);
    Value ids = texts.input(new InputSpec("ids", true, rows, Models.LENGTH));
    Value text = Towers.bag(texts.at("text"), ids, Models.VOCABULARY, WIDTH);
    Graph others = Graph.create(Graph.Mode.TRAINING);
    Value same = others.input(new InputSpec("others", true, rows, Models.LENGTH));
    Value tied = tied(others);
    Value other =
        Products.matmul(Towers.bag(others.at("text"), same, Models.VOCABULARY, WIDTH), tied);
    Graph objective = Graph.create(Graph.Mode.TRAINING);
    Value[] all = new Value[4];
    for (int i = 0; i < all.length; i++) {
      all[i] = objective.input("all " + i, ROWS, WIDTH);
    }
    Value words = objective.input(new InputSpec("words", true, ROWS));
    Value row =
        objective
            .at("text")
            .lookup("table", Initializer.normal(0.5), Models.VOCABULARY, WIDTH, words);
    Value shares = objective.input("shares", ROWS, 1);
    Value error = Arithmetic.subtract(Products.matmul(all[3], tied(objective)), row);
    Value weighted = Reductions.mean(Arithmetic.multiply(Arithmetic.square(error), shares), false);
    Value contrast = Arithmetic.add(Towers.clip(objective, all[0], all[2]), weighted);
    Value loss = Arithmetic.add(contrast, Towers.squaredError(all[0], all[1]));
    return new CachedTrainingSpec(
        ROWS,
        rows,
        List.of(
            new CachedTrainingSpec.Tower("image", images, List.of(once, twice), false),
            new CachedTrainingSpec.Tower("text", texts, text, false),
            new CachedTrainingSpec.Tower("other", others, other, false)),
        objective,
        List.of(all),
        loss,
        Map.of("contrast", contrast),
        name -> name.startsWith("text.out"),
        ResidentRuns.ADAM,
        1,
        RateFactors.none(),
        42);
  }

  private static Value view(Graph graph, Value x) {
    Value seen = new TransformerBlock(2, 0.1, 0).apply(graph.at("block"), x, AttentionMask.open());
    return Towers.linear(graph.at("out"), Reductions.mean(seen, false, 1), WIDTH);
  }

  private static Value tied(Graph graph) {
    return graph.parameter("tied", Parameter.Role.WEIGHT, Initializer.normal(0.4), WIDTH, WIDTH);
  }

  static Batch everything(long step) {
    return new Batch(
        ROWS,
        Map.of(
            "once", Specs.normal(step, ROWS * 48),
            "twice", Specs.normal(step + 10, ROWS * 48),
            "shares", Specs.normal(step + 20, ROWS)),
        Map.of(
            "ids", Specs.ids(step, ROWS * Models.LENGTH, Models.VOCABULARY),
            "others", Specs.ids(step + 1, ROWS * Models.LENGTH, Models.VOCABULARY),
            "words", Specs.ids(step + 2, ROWS, Models.VOCABULARY)));
  }
}
