package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.WarmupCosine;
import dev.attune.engine.training.BatchSource;
import dev.attune.engine.training.StepRecord;
import dev.attune.engine.training.Trainer;
import dev.attune.engine.training.TrainingObserver;
import dev.attune.engine.training.TrainingPlan;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** What a session on the device keeps, beside one on the host, on an emulated device. */
class ResidentSessionTest {
  @TempDir Path folder;

  private Device device;

  @BeforeEach
  void open() throws InterruptedException {
    device = device();
  }

  /** What the sessions run on. */
  Device device() throws InterruptedException {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    return new EmulatedDevice(folder, 1 << 28);
  }

  @AfterEach
  void everythingIsGivenBack() {
    if (device != null) {
      device.close();
    }
  }

  @Test
  void allThatIsKeptFollowsTheHosts() {
    ResidentRuns.follow(device);
  }

  @Test
  void parametersMoveByTheirSharesOfTheRate() {
    ResidentRuns.follow(
        device, () -> ResidentRuns.shared(ResidentRuns.everything()), ResidentRuns::batch);
  }

  @Test
  void gradientDescentWithMomentumFollowsTheHosts() {
    Supplier<TrainingSpec> descent =
        () -> ResidentRuns.optimised(ResidentRuns.everything(), ResidentRuns.SGD);
    ResidentRuns.follow(device, descent, ResidentRuns::batch);
    ResidentRuns.follow(device, () -> ResidentRuns.shared(descent.get()), ResidentRuns::batch);
  }

  @Test
  void stepsOfSeveralBatchesFollowTheHosts() {
    ResidentRuns.follow(
        device, () -> ResidentRuns.accumulated(ResidentRuns.everything(), 3), ResidentRuns::batch);
  }

  @Test
  void queuesFollowTheHosts() {
    ResidentRuns.follow(device, ResidentRuns::queueing, ResidentRuns::batch);
    ResidentRuns.follow(
        device, () -> ResidentRuns.accumulated(ResidentRuns.queueing(), 2), ResidentRuns::batch);
  }

  @Test
  void severalBatchesInBfloat16StayClose() {
    try (TrainingSession session = new ResidentSession(device, accumulated(), Precision.BF16);
        TrainingSession host = new Nd4jExecutor().train(accumulated())) {
      for (int step = 0; step < 4; step++) {
        double loss = host.step(two(ResidentRuns.batch(step)), step, 1e-2).loss();
        double found = session.step(two(ResidentRuns.batch(step)), step, 1e-2).loss();
        assertThat(found).isCloseTo(loss, within(0.03 * loss)).isNotEqualTo(loss);
      }
    }
  }

  @Test
  void aQueueGoesOnAtARowOfItsOwn() {
    try (TrainingSession session =
        new ResidentSession(device, ResidentRuns.queueing(), Precision.FP32)) {
      TrainingState state = session.state();
      Map<String, Tensor> outside = new HashMap<>(state.statistics());
      outside.put("keys.next", new Tensor(new long[] {1}, new float[] {7}));
      TrainingState wrong = new TrainingState(state.parameters(), state.optimizer(), outside, 0);
      assertThatThrownBy(() -> session.restore(wrong))
          .hasMessage("tensor keys.next: expected a row from 0 to 6, found 7.0");
    }
  }

  @Test
  void rowsOfAFrequentIdAreAddedUpInPieces() {
    ResidentRuns.follow(device, ResidentRuns::padded, ResidentRuns::padded);
    try (TrainingSession first =
            new ResidentSession(device, ResidentRuns.padded(), Precision.FP32);
        TrainingSession second =
            new ResidentSession(device, ResidentRuns.padded(), Precision.FP32)) {
      first.step(List.of(ResidentRuns.padded(0)), 0, 1e-2);
      second.step(List.of(ResidentRuns.padded(0)), 0, 1e-2);
      assertThat(second.state()).isEqualTo(first.state());
    }
  }

  @Test
  void aStateIsTakenUpToTheBit() {
    try (TrainingSession first =
            new ResidentSession(device, ResidentRuns.everything(), Precision.FP32);
        TrainingSession second =
            new ResidentSession(device, ResidentRuns.everything(), Precision.FP32)) {
      first.step(List.of(ResidentRuns.batch(0)), 0, 1e-2);
      second.restore(first.state());
      StepResult expected = first.step(List.of(ResidentRuns.batch(1)), 1, 1e-2);
      assertThat(second.step(List.of(ResidentRuns.batch(1)), 1, 1e-2)).isEqualTo(expected);
      assertThat(second.state()).isEqualTo(first.state());
    }
  }

  @Test
  void aStateBetweenSeveralBatchesIsTakenUpToTheBit() {
    try (TrainingSession first = new ResidentSession(device, accumulated(), Precision.FP32);
        TrainingSession second = new ResidentSession(device, accumulated(), Precision.FP32)) {
      first.step(two(ResidentRuns.batch(0)), 0, 1e-2);
      second.restore(first.state());
      StepResult expected = first.step(two(ResidentRuns.batch(1)), 1, 1e-2);
      assertThat(second.step(two(ResidentRuns.batch(1)), 1, 1e-2)).isEqualTo(expected);
      assertThat(second.state()).isEqualTo(first.state());
    }
  }

  private static TrainingSpec accumulated() {
    return ResidentRuns.accumulated(ResidentRuns.queueing(), 2);
  }

  private static List<Batch> two(Batch last) {
    return List.of(ResidentRuns.batch(9), last);
  }

  @Test
  void anyOfSeveralBatchesMayDiverge() {
    try (TrainingSession session = new ResidentSession(device, accumulated(), Precision.FP32);
        TrainingSession host = new Nd4jExecutor().train(accumulated())) {
      for (List<Batch> step :
          List.of(two(ResidentRuns.broken()), List.of(ResidentRuns.broken(), batch()))) {
        TrainingState before = session.state();
        assertThatThrownBy(() -> session.step(step, 1, 1e-2))
            .isInstanceOf(DivergedException.class)
            .hasMessageContaining("step 2: the loss is NaN");
        assertThatThrownBy(() -> host.step(step, 1, 1e-2)).isInstanceOf(DivergedException.class);
        assertThat(session.state().parameters()).isEqualTo(before.parameters());
        assertThat(session.state().optimizer()).isEqualTo(before.optimizer());
        assertThat(session.state().updates()).isEqualTo(before.updates());
        ResidentRuns.same(host.state().statistics(), session.state().statistics());
      }
      double loss = host.step(two(batch()), 1, 1e-2).loss();
      assertThat(session.step(two(batch()), 1, 1e-2).loss()).isCloseTo(loss, within(1e-4 * loss));
    }
  }

  private static Batch batch() {
    return ResidentRuns.batch(1);
  }

  @Test
  void aWrongBatchBehindARightOneMovesNothing() {
    try (TrainingSession session = new ResidentSession(device, accumulated(), Precision.FP32)) {
      TrainingState before = session.state();
      Batch lacking = new Batch(ResidentRuns.ROWS, Map.of(), Map.of());
      assertThatThrownBy(() -> session.step(two(lacking), 0, 1e-2))
          .hasMessageContaining("the batch lacks input x");
      assertThatThrownBy(() -> session.step(List.of(batch()), 0, 1e-2))
          .hasMessage("expected 2 batches a step, found 1");
      assertThat(session.state()).isEqualTo(before);
    }
  }

  @Test
  void aStateThatDoesNotFitWritesNothing() {
    try (TrainingSession session =
        new ResidentSession(device, ResidentRuns.everything(), Precision.FP32)) {
      TrainingState first = session.state();
      session.step(List.of(ResidentRuns.batch(0)), 0, 1e-2);
      TrainingState before = session.state();
      assertThatThrownBy(() -> session.restore(ResidentRuns.lacking(first)))
          .hasMessageContaining("is missing");
      assertThat(session.state()).isEqualTo(before);
    }
  }

  @Test
  void aStepThatDivergesMovesNothing() {
    try (TrainingSession session =
        new ResidentSession(device, ResidentRuns.everything(), Precision.FP32)) {
      session.step(List.of(ResidentRuns.batch(0)), 0, 1e-2);
      TrainingState before = session.state();
      assertThatThrownBy(() -> session.step(List.of(ResidentRuns.broken()), 1, 1e-2))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("step 2");
      assertThat(session.state()).isEqualTo(before);
    }
  }

  @Test
  void stepsInFlightGiveTheSameBitsAsOneByOne() {
    ResidentRuns.inFlight(device);
    ResidentRuns.inFlightAccumulated(device);
  }

  @Test
  void stepsBehindOneThatDivergesMoveNothing() {
    ResidentRuns.diverge(device);
  }

  @Test
  void aRestoredSessionMovesAgainAlthoughNobodyAskedForTheStepThatDiverged() {
    try (TrainingSession session =
        new ResidentSession(device, ResidentRuns.everything(), Precision.FP32)) {
      TrainingState first = session.state();
      StepResult expected = session.step(List.of(ResidentRuns.batch(0)), 0, 1e-2);
      TrainingState second = session.state();
      PendingStep bad = session.begin(List.of(ResidentRuns.broken()), 1, 1e-2);
      session.restore(first);
      assertThat(session.step(List.of(ResidentRuns.batch(0)), 0, 1e-2)).isEqualTo(expected);
      assertThat(session.state()).isEqualTo(second);
      assertThatThrownBy(bad::await).hasMessageContaining("step 2");
    }
  }

  @Test
  void aProfileOfABrokenBatchStopsNoLaterStep() {
    try (TrainingSession session = new ResidentSession(device, accumulated(), Precision.FP32)) {
      TrainingState before = session.state();
      session.profile(ResidentRuns.broken(), 1);
      assertThat(session.state()).isEqualTo(before);
      session.step(two(batch()), 0, 1e-2);
      assertThat(session.state().parameters()).isNotEqualTo(before.parameters());
    }
  }

  @Test
  void aSessionMayBeClosedWithAStepInFlight() {
    TrainingSession session =
        new ResidentSession(device, ResidentRuns.everything(), Precision.FP32);
    PendingStep never = session.begin(List.of(ResidentRuns.batch(0)), 0, 1e-2);
    session.close();
    session.close();
    assertThatThrownBy(never::await).hasMessage("the session is closed");
  }

  /** Writes down what a run tells, and where the weights are when it is to save them. */
  private static final class Notes implements TrainingObserver {
    final List<StepResult> results = new ArrayList<>();
    final List<TrainingState> states = new ArrayList<>();

    @Override
    public void stepped(StepRecord step) {
      assertThat(step.step()).isEqualTo(results.size() + 1);
      assertThat(step.samplesPerSecond()).isPositive();
      results.add(step.result());
    }

    @Override
    public void validate(long step, TrainingSession session) {
      assertThat(results).hasSize((int) step);
    }

    @Override
    public void checkpoint(long step, TrainingSession session) {
      assertThat(results).hasSize((int) step);
      states.add(session.state());
    }

    @Override
    public boolean stopRequested() {
      return false;
    }
  }

  private static BatchSource source(LongFunction<Batch> batches) {
    return new BatchSource() {
      private long next;

      @Override
      public Batch next() {
        return batches.apply(next++);
      }

      @Override
      public long waitedNanos() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  private static Notes run(long broken, long steps, TrainingSession session) {
    Notes notes = new Notes();
    LongFunction<Batch> batches =
        step -> step == broken ? ResidentRuns.broken() : ResidentRuns.batch(step);
    TrainingPlan plan = new TrainingPlan(steps, 1, new WarmupCosine(1e-2, 0, 0), 3, 2);
    try (BatchSource source = source(batches)) {
      Trainer.run(session, source, plan, 0, notes);
    } catch (DivergedException e) {
      assertThat(e.step()).isEqualTo(broken);
    }
    return notes;
  }

  @Test
  void aRunIsToldOfEveryStepInOrder() {
    try (TrainingSession session =
            new ResidentSession(device, ResidentRuns.everything(), Precision.FP32);
        TrainingSession host = new Nd4jExecutor().train(ResidentRuns.everything())) {
      Notes expected = run(-1, 5, host);
      Notes found = run(-1, 5, session);
      assertThat(found.results).hasSameSizeAs(expected.results);
      for (int i = 0; i < expected.results.size(); i++) {
        double loss = expected.results.get(i).loss();
        assertThat(found.results.get(i).loss()).isCloseTo(loss, within(1e-3 * loss));
      }
      assertThat(found.states).extracting(TrainingState::updates).containsExactly(2L, 4L, 5L);
    }
  }

  @Test
  void aRunThatDivergesHasToldOfAllStepsBefore() {
    try (TrainingSession session =
        new ResidentSession(device, ResidentRuns.everything(), Precision.FP32)) {
      Notes notes = run(4, 9, session);
      assertThat(notes.results).hasSize(4);
      assertThat(session.state()).isEqualTo(notes.states.get(1));
    }
  }

  @Test
  void loadedWeightsReachTheCopies() {
    try (TrainingSession session =
        new ResidentSession(device, ResidentRuns.everything(), Precision.FP32)) {
      Tensor bias = new Tensor(new long[] {3}, new float[] {1, 2, 3});
      assertThat(session.load(Map.of("image.out.bias", bias, "elsewhere", bias))).isEqualTo(1);
      assertThat(session.weights().get("target.image.out.bias")).isEqualTo(bias);
      Tensor other = new Tensor(new long[] {2}, new float[2]);
      assertThatThrownBy(() -> session.load(Map.of("image.out.bias", other)))
          .hasMessage("tensor image.out.bias: expected shape [3], found [2]");
    }
  }

  @Test
  void wrongBatchesAreNamedBeforeTheDeviceReadsThem() {
    try (TrainingSession session =
        new ResidentSession(device, ResidentRuns.everything(), Precision.FP32)) {
      Map<String, int[]> outside =
          Map.of("ids", new int[] {0, 1, 5, 2}, "others", new int[ResidentRuns.ROWS]);
      Batch bad =
          new Batch(ResidentRuns.ROWS, Map.of("x", new float[ResidentRuns.ROWS * 6]), outside);
      assertThatThrownBy(() -> session.step(List.of(bad), 0, 1e-2))
          .hasMessageContaining("element 2: expected an id from 0 to 4 of table table, found 5");
      Batch lacking = new Batch(ResidentRuns.ROWS, Map.of(), ResidentRuns.batch(0).integers());
      assertThatThrownBy(() -> session.step(List.of(lacking), 0, 1e-2))
          .hasMessageContaining("the batch lacks input x");
    }
  }

  @Test
  void aProfileHasALineACallAndMovesNothing() {
    try (TrainingSession session =
        new ResidentSession(device, ResidentRuns.queueing(), Precision.FP32)) {
      session.step(List.of(ResidentRuns.batch(0)), 0, 1e-2);
      TrainingState before = session.state();
      List<PlanLine> lines = session.profile(ResidentRuns.batch(1), 2);
      assertThat(lines).extracting(PlanLine::kernel).contains("generated", "cublasLt");
      assertThat(session.state()).isEqualTo(before);
    }
  }

  @Test
  void doublesAreLeftToTheHost() {
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.DOUBLE);
    Value x = graph.input("x", ResidentRuns.ROWS, 6);
    Value y = Towers.dense(graph, x, 6);
    TrainingSpec doubles = Specs.plain().of(graph, Towers.squaredError(y, x));
    assertThat(ResidentSession.takes(doubles)).isFalse();
    assertThat(ResidentSession.takes(accumulated())).isTrue();
  }
}
