package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.RateFactors;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Trainings that stay on a device, beside the same ones on the host. */
public final class ResidentRuns {
  static final int ROWS = 4;
  static final AdamWConfig ADAM = new AdamWConfig(0.9, 0.98, 1e-6, 0.1);

  static final SgdConfig SGD = new SgdConfig(0.9, 0.1);

  private static final int PLACES = 200;

  private ResidentRuns() {}

  /** Momentum copies, running averages, all kinds of draws, a table that is read twice and tied. */
  static TrainingSpec everything() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", ROWS, 6);
    Value online = Towers.dense(graph.at("image"), x, 3);
    Value target = Towers.dense(graph.at("target").at("image"), x, 3);
    graph.observe("mean", 2, 0.75, Reductions.mean(online, false, 0));
    Value ids = graph.input(new InputSpec("ids", true, ROWS));
    Value others = graph.input(new InputSpec("others", true, ROWS));
    Initializer normal = Initializer.normal(0.5);
    Value rows = graph.lookup("table", normal, 5, 3, ids);
    Value more = graph.lookup("table", normal, 5, 3, others);
    Value table = graph.parameter("table", Parameter.Role.EMBEDDING, normal, 5, 3);
    Value noise = graph.draw("noise", Draw.Kind.NORMAL, 0, ROWS, 3);
    Value share = graph.draw("share", Draw.Kind.UNIFORM, 0, ROWS, 3);
    Value words = Arithmetic.add(rows, Arithmetic.multiply(more, share));
    Value mixed = Arithmetic.add(words, Arithmetic.scale(noise, 0.1));
    Value tied = Products.matmul(online, table, false, true);
    Value errors =
        Arithmetic.add(
            Towers.squaredError(online, Gradients.stop(target)),
            Towers.squaredError(mixed, online));
    Value loss = Arithmetic.add(errors, Reductions.mean(Arithmetic.square(tied), false));
    return Specs.plain()
        .optimizer(ADAM)
        .maxGradientNorm(0.5)
        .target(new EmaTarget("image.", "target.image.", 0.8, 1, 10))
        .of(graph, loss);
  }

  /** Rows of a step are kept in a queue, of a length that is no multiple of theirs. */
  static TrainingSpec queueing() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", ROWS, 6);
    Value online = Towers.dense(graph.at("image"), x, 3);
    Value keys = graph.queue("keys", ROWS + 3, Gradients.stop(online));
    Value near = Products.matmul(online, keys, false, true);
    Value noise = graph.draw("noise", Draw.Kind.BERNOULLI, 0.5, ROWS, 3);
    Value loss =
        Arithmetic.add(
            Reductions.mean(Arithmetic.square(near), false), Towers.squaredError(online, noise));
    return Specs.plain().optimizer(ADAM).of(graph, loss);
  }

  static TrainingSpec optimised(TrainingSpec by, OptimizerConfig optimizer) {
    return with(by, optimizer, by.accumulation(), by.rates());
  }

  static TrainingSpec accumulated(TrainingSpec by, int batches) {
    return with(by, by.optimizer(), batches, by.rates());
  }

  /** Some parameters move by less or more than the rate, decayed ones and others. */
  static TrainingSpec shared(TrainingSpec by) {
    RateFactors rates = new RateFactors(Map.of("image.", 0.25, "image.out.bias", 2.0));
    return with(by, by.optimizer(), by.accumulation(), rates);
  }

  private static TrainingSpec with(
      TrainingSpec by, OptimizerConfig optimizer, int batches, RateFactors rates) {
    return new TrainingSpec(
        by.graph(),
        by.loss(),
        by.reported(),
        by.frozen(),
        optimizer,
        by.maxGradientNorm(),
        batches,
        by.targets(),
        rates,
        by.seed());
  }

  /** Batches of a step, each with a number of its own. */
  private static List<Batch> batches(
      TrainingSpec specification, LongFunction<Batch> batches, long step) {
    int count = specification.accumulation();
    return LongStream.range(step * count, (step + 1) * count).mapToObj(batches).toList();
  }

  static Batch batch(long step) {
    int[] ids = {1, 3, 1, (int) (step % 5)};
    int[] others = {0, 0, 4, 1};
    return new Batch(
        ROWS, Map.of("x", Specs.normal(step, ROWS * 6)), Map.of("ids", ids, "others", others));
  }

  /** Of 200 places most are padding: its gradient is added up in pieces. */
  static TrainingSpec padded() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value ids = graph.input(new InputSpec("ids", true, PLACES));
    Value rows = graph.lookup("table", Initializer.normal(0.5), 9, 3, ids);
    Value x = graph.input("x", PLACES, 3);
    return Specs.plain().optimizer(ADAM).of(graph, Towers.squaredError(rows, x));
  }

  static Batch padded(long step) {
    int[] ids = new Random(step).ints(PLACES, -20, 9).map(id -> Math.max(id, 0)).toArray();
    return new Batch(PLACES, Map.of("x", Specs.normal(step, PLACES * 3)), Map.of("ids", ids));
  }

  static void same(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertThat(found.get(name).shape()).as(name).isEqualTo(tensor.shape());
          for (int i = 0; i < tensor.values().length; i++) {
            assertThat((double) found.get(name).values()[i])
                .as(name)
                .isCloseTo(tensor.values()[i], within(2e-4));
          }
        });
  }

  /** Steps of {@link #everything} beside ND4J's. */
  public static void follow(Device device) {
    follow(device, ResidentRuns::everything, ResidentRuns::batch);
  }

  static void follow(
      Device device, Supplier<TrainingSpec> specification, LongFunction<Batch> batches) {
    TrainingSpec there = specification.get();
    try (TrainingSession expected = new Nd4jExecutor().train(specification.get());
        TrainingSession found = new ResidentSession(device, there, Precision.FP32)) {
      same(expected.weights(), found.weights());
      for (int step = 0; step < 4; step++) {
        bothStep(expected, found, batches(there, batches, step), step);
      }
      assertThat(found.state().updates()).isEqualTo(4);
      exchange(expected, found);
      bothStep(expected, found, batches(there, batches, 4), 4);
      same(expected.state(), found.state());
    }
  }

  private static void bothStep(
      TrainingSession expected, TrainingSession found, List<Batch> batches, long step) {
    StepResult host = expected.step(batches, step, 1e-2);
    StepResult there = found.step(batches, step, 1e-2);
    assertThat(there.loss()).isCloseTo(host.loss(), within(1e-4 * host.loss()));
    double norm = host.gradientNorm();
    assertThat(there.gradientNorm()).isCloseTo(norm, within(1e-3 * norm));
  }

  private static void same(TrainingState expected, TrainingState found) {
    same(expected.parameters(), found.parameters());
    same(expected.statistics(), found.statistics());
    same(expected.optimizer(), found.optimizer());
    assertThat(found.updates()).isEqualTo(expected.updates());
  }

  /** Each takes up the other's state. */
  private static void exchange(TrainingSession host, TrainingSession there) {
    TrainingState expected = host.state();
    TrainingState found = there.state();
    same(expected, found);
    host.restore(found);
    there.restore(expected);
    assertThat(there.state()).isEqualTo(expected);
  }

  /** A batch whose loss is not a number. */
  static Batch broken() {
    float[] x = Specs.normal(1, ROWS * 6);
    x[3] = Float.NaN;
    return new Batch(ROWS, Map.of("x", x), batch(1).integers());
  }

  /** Steps of which the next is begun before the last is awaited, beside steps one by one. */
  public static void inFlight(Device device) {
    inFlight(device, ResidentRuns::everything, 5);
  }

  /** Likewise, of several batches each, whose rows are kept in a queue. */
  public static void inFlightAccumulated(Device device) {
    inFlight(device, () -> accumulated(queueing(), 2), 3);
  }

  private static void inFlight(Device device, Supplier<TrainingSpec> specification, int steps) {
    TrainingSpec own = specification.get();
    LongFunction<List<Batch>> batches = step -> batches(own, ResidentRuns::batch, step);
    try (TrainingSession alone = new ResidentSession(device, specification.get(), Precision.FP32);
        TrainingSession flying = new ResidentSession(device, own, Precision.FP32)) {
      PendingStep last = flying.begin(batches.apply(0), 0, 1e-2);
      for (int step = 1; step <= steps; step++) {
        PendingStep next = flying.begin(batches.apply(step), step, 1e-2);
        StepResult expected = alone.step(batches.apply(step - 1), step - 1, 1e-2);
        assertThat(last.await()).isEqualTo(expected);
        last = next;
      }
      StepResult expected = alone.step(batches.apply(steps), steps, 1e-2);
      assertThat(flying.state()).isEqualTo(alone.state());
      assertThat(last.await()).isEqualTo(expected);
    }
  }

  /** What is begun behind a step that diverges moves nothing; what comes after does. */
  public static void diverge(Device device) {
    try (TrainingSession session = new ResidentSession(device, everything(), Precision.FP32)) {
      PendingStep good = session.begin(List.of(batch(0)), 0, 1e-2);
      PendingStep bad = session.begin(List.of(broken()), 1, 1e-2);
      PendingStep behind = session.begin(List.of(batch(2)), 2, 1e-2);
      PendingStep last = session.begin(List.of(batch(3)), 3, 1e-2);
      assertThat(good.await().loss()).isFinite();
      for (PendingStep one : List.of(behind, bad, last)) {
        assertThatThrownBy(one::await)
            .isInstanceOf(DivergedException.class)
            .hasMessageContaining("step 2: the loss is NaN")
            .extracting(e -> ((DivergedException) e).step())
            .isEqualTo(1L);
      }
      try (TrainingSession once = new ResidentSession(device, everything(), Precision.FP32)) {
        once.step(List.of(batch(0)), 0, 1e-2);
        assertThat(session.state()).isEqualTo(once.state());
        StepResult expected = once.step(List.of(batch(1)), 1, 1e-2);
        assertThat(session.step(List.of(batch(1)), 1, 1e-2)).isEqualTo(expected);
        assertThat(session.state()).isEqualTo(once.state());
      }
    }
  }

  /** A state without one of its tensors: the last one that is looked for. */
  static TrainingState lacking(TrainingState state) {
    TreeMap<String, Tensor> optimizer = new TreeMap<>(state.optimizer());
    Map<String, Tensor> statistics = new TreeMap<>(state.statistics());
    if (statistics.remove("mean") == null) {
      optimizer.remove(optimizer.lastKey());
    }
    return new TrainingState(state.parameters(), optimizer, statistics, state.updates());
  }
}
