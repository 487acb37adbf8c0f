package dev.attune.experiments.bench;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The standard works on every executor that runs here, steps in turns. */
final class ExecutorSuite implements Suite {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 21;

  @Override
  public String name() {
    return "executors";
  }

  @Override
  public String description() {
    return "the standard works on each executor that runs here: time a training step";
  }

  @Override
  public List<Measurement> run(Consumer<String> progress) {
    List<Measurement> results = new ArrayList<>();
    List<StandardWork> works =
        List.of(
            TinyWork.of(32),
            new ConvolutionWork(32),
            new SpectrogramWork(16),
            new BlockWork(32, 64));
    for (StandardWork work : works) {
      progress.accept("%s, batch %d".formatted(work.name(), work.rows()));
      results.addAll(compare(work));
    }
    return results;
  }

  private static List<Measurement> compare(StandardWork work) {
    List<String> names = new ArrayList<>();
    List<TrainingWork> sides = new ArrayList<>();
    try {
      for (ExecutorOffer offer : AvailableExecutors.offers()) {
        if (offer.obstacle().isEmpty()) {
          names.add(offer.name());
          sides.add(work.open(offer.open(Precision.FP32)));
        }
      }
      List<Runnable> steps = new ArrayList<>();
      sides.forEach(side -> steps.add(side::step));
      double[][] times = Rounds.of(steps, WARM_UP, ROUNDS);
      List<Measurement> results = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        String what = "%s, batch %d".formatted(work.name(), work.rows());
        results.add(Measurement.of(what, names.get(i), "step", "ms", times[i]));
      }
      return results;
    } finally {
      sides.forEach(TrainingWork::close);
    }
  }
}
