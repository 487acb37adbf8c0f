package dev.attune.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.optimizer.WarmupCosine;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerTest {

  /** Batches in a fixed order; nothing to wait for. */
  private static final class Counting implements BatchSource {
    private long next;

    Counting(long first) {
      next = first;
    }

    @Override
    public Batch next() {
      return Models.clipBatch(next++, Models.ROWS);
    }

    @Override
    public long waitedNanos() {
      return 0;
    }

    @Override
    public void close() {}
  }

  /** Writes down what it is told, and stops before a step. */
  private static final class Notes implements TrainingObserver {
    final List<String> events = new ArrayList<>();
    final List<StepRecord> steps = new ArrayList<>();
    private final long stopAfter;

    Notes(long stopAfter) {
      this.stopAfter = stopAfter;
    }

    @Override
    public void stepped(StepRecord step) {
      steps.add(step);
    }

    @Override
    public void validate(long step, TrainingSession session) {
      events.add("validate " + step);
    }

    @Override
    public void checkpoint(long step, TrainingSession session) {
      events.add("checkpoint " + step);
    }

    @Override
    public boolean stopRequested() {
      return steps.size() >= stopAfter;
    }
  }

  private static TrainingSession session() {
    Models.Model model = Models.clip(Models.ROWS);
    return new Nd4jExecutor().train(Specs.plain().of(model.graph(), model.loss()));
  }

  private static final TrainingPlan PLAN =
      new TrainingPlan(7, 1, new WarmupCosine(0.1, 0.3, 0), 3, 4);

  @Test
  void validatesAndSavesAtItsCadenceAndAtTheEnd() {
    Notes notes = new Notes(100);
    try (TrainingSession session = session()) {
      assertThat(Trainer.run(session, new Counting(0), PLAN, 0, notes)).isEqualTo(7);
    }
    assertThat(notes.events)
        .containsExactly("validate 3", "checkpoint 4", "validate 6", "validate 7", "checkpoint 7");
    assertThat(notes.steps)
        .extracting(StepRecord::step)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(notes.steps.get(0).learningRate()).isCloseTo(0.05, within(1e-12));
    assertThat(notes.steps).allMatch(s -> s.samples() == Models.ROWS && s.samplesPerSecond() > 0);
  }

  @Test
  void stopsAtACheckpointAndGoesOnToTheSameWeights() {
    Notes all = new Notes(100);
    Notes stopped = new Notes(5);
    Notes rest = new Notes(100);
    try (TrainingSession whole = session();
        TrainingSession halves = session()) {
      Trainer.run(whole, new Counting(0), PLAN, 0, all);
      assertThat(Trainer.run(halves, new Counting(0), PLAN, 0, stopped)).isEqualTo(5);
      assertThat(stopped.events).endsWith("checkpoint 5");
      assertThat(Trainer.run(halves, new Counting(5), PLAN, 5, rest)).isEqualTo(7);
      assertThat(halves.weights()).isEqualTo(whole.weights());
    }
  }

  /** A session that reports a step only when somebody awaits it, with two steps in flight. */
  private static TrainingSession late(TrainingSession session, List<String> events) {
    return (TrainingSession)
        Proxy.newProxyInstance(
            TrainerTest.class.getClassLoader(),
            new Class<?>[] {TrainingSession.class},
            (proxy, method, given) ->
                switch (method.getName()) {
                  case "stepsInFlight" -> 2;
                  case "begin" ->
                      begun(session.begin(batches(given), at(given), 0.1), given, events);
                  default -> method.invoke(session, given);
                });
  }

  @SuppressWarnings("unchecked")
  private static List<Batch> batches(Object... given) {
    return (List<Batch>) given[0];
  }

  private static long at(Object... given) {
    return (Long) given[1];
  }

  private static PendingStep begun(PendingStep step, Object[] given, List<String> events) {
    long number = at(given) + 1;
    events.add("begin " + number);
    return () -> {
      events.add("await " + number);
      return step.await();
    };
  }

  @Test
  void theNextStepIsBegunBeforeTheLastIsAwaitedAndNoneIsInFlightWhereWeightsAreRead() {
    Notes notes = new Notes(5);
    try (TrainingSession session = session()) {
      Trainer.run(late(session, notes.events), new Counting(0), PLAN, 0, notes);
    }
    assertThat(notes.events)
        .containsExactly(
            "begin 1",
            "begin 2",
            "await 1",
            "begin 3",
            "await 2",
            "await 3",
            "validate 3",
            "begin 4",
            "await 4",
            "checkpoint 4",
            "begin 5",
            "begin 6",
            "await 5",
            "await 6",
            "validate 6",
            "checkpoint 6");
    assertThat(notes.steps).extracting(StepRecord::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void stepsBeforeABatchThatCannotBeLoadedAreStillTold() {
    Notes notes = new Notes(100);
    BatchSource failing =
        new BatchSource() {
          private final Counting counting = new Counting(0);

          @Override
          public Batch next() {
            if (counting.next == 2) {
              throw new IllegalStateException("no more");
            }
            return counting.next();
          }

          @Override
          public long waitedNanos() {
            return 0;
          }

          @Override
          public void close() {}
        };
    try (TrainingSession session = session()) {
      assertThatThrownBy(() -> Trainer.run(late(session, notes.events), failing, PLAN, 0, notes))
          .hasMessage("no more");
    }
    assertThat(notes.steps).extracting(StepRecord::step).containsExactly(1L, 2L);
  }

  /** Each step's time begins where that of the one before ended, so they add up to the run's. */
  @Test
  void timesOfStepsThatOverlapAddUp() {
    Notes notes = new Notes(100);
    TrainingPlan plan = new TrainingPlan(7, 1, new WarmupCosine(0.1, 0.3, 0), 100, 100);
    long start = System.nanoTime();
    try (TrainingSession session = session()) {
      Trainer.run(late(session, notes.events), new Counting(0), plan, 0, notes);
      double took = (System.nanoTime() - start) / 1e9;
      double told = notes.steps.stream().mapToDouble(StepRecord::seconds).sum();
      assertThat(told).isPositive().isLessThanOrEqualTo(took);
    }
  }

  /** As a device that went: what comes of it later says less than what came first. */
  @Test
  void whatBreaksFirstIsSaid() {
    TrainingSession going =
        (TrainingSession)
            Proxy.newProxyInstance(
                TrainerTest.class.getClassLoader(),
                new Class<?>[] {TrainingSession.class},
                (proxy, method, given) -> method.getName().equals("begin") ? going(given) : 2);
    Notes notes = new Notes(100);
    assertThatThrownBy(() -> Trainer.run(going, new Counting(0), PLAN, 0, notes))
        .hasMessage("the third is not begun")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(notes.steps).extracting(StepRecord::step).containsExactly(1L);
  }

  private static PendingStep going(Object... given) {
    if (at(given) == 2) {
      throw new IllegalStateException("the third is not begun");
    }
    return () -> {
      if (at(given) == 1) {
        throw new IllegalStateException("the second does not end");
      }
      return new StepResult(1, 1, Map.of());
    };
  }
}
