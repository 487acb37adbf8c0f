package dev.attune.experiments.bench;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.memory.InsufficientMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The standard works at a GPU's sizes on the executor {@code cuda}, and how far its losses part
 * from {@code nd4j}'s. PyTorch's side is benchmarks/gpu.
 */
final class GpuSuite implements Suite {
  private static final String CUDA = "cuda";
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 21;
  private static final int CURVE_ROWS = 8;
  private static final int CURVE_STEPS = 200;

  @Override
  public String name() {
    return "gpu";
  }

  @Override
  public String description() {
    return "the standard works at a GPU's sizes on the executor cuda: time a training step";
  }

  @Override
  public List<Measurement> run(Consumer<String> progress) {
    Optional<String> obstacle =
        AvailableExecutors.offers().stream()
            .filter(offer -> offer.name().equals(CUDA))
            .findFirst()
            .map(ExecutorOffer::obstacle)
            .orElse(Optional.of("it is not on the class path"));
    if (obstacle.isPresent()) {
      progress.accept("executor cuda cannot run here: " + obstacle.get());
      return List.of();
    }
    List<Measurement> results = new ArrayList<>();
    for (StandardWork work :
        List.of(TinyWork.of(256), TinyWork.of(1024), PairWork.s16(256), PairWork.b32(256))) {
      progress.accept("%s, batch %d".formatted(work.name(), work.rows()));
      try {
        results.add(step(work));
      } catch (InsufficientMemoryException e) {
        progress.accept(e.getMessage());
      }
    }
    progress.accept("losses beside nd4j's");
    results.add(curves());
    return results;
  }

  private static Measurement step(StandardWork work) {
    try (TrainingWork training = work.open(AvailableExecutors.open(CUDA))) {
      double[][] times = Rounds.of(List.of(training::step), WARM_UP, ROUNDS);
      String what = "%s, batch %d".formatted(work.name(), work.rows());
      return Measurement.of(what, CUDA, "step with its copies", "ms", times[0]);
    }
  }

  /** How far losses part, in percent, step by step. */
  private static Measurement curves() {
    TinyWork work = TinyWork.of(CURVE_ROWS);
    double[] apart = new double[CURVE_STEPS];
    try (TrainingWork here = work.open(AvailableExecutors.open(CUDA));
        TrainingWork reference = work.open(AvailableExecutors.open("nd4j"))) {
      for (int step = 0; step < CURVE_STEPS; step++) {
        double expected = reference.step();
        apart[step] = 100 * Math.abs(here.step() - expected) / expected;
      }
    }
    String what = "tiny, batch %d, %d steps".formatted(CURVE_ROWS, CURVE_STEPS);
    return Measurement.of(what, "cuda beside nd4j", "losses apart", "%", apart);
  }
}
