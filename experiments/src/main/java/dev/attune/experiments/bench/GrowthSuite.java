package dev.attune.experiments.bench;

import dev.attune.engine.executor.AvailableExecutors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * How a training step of {@code tiny} grows with the batch, the text's length and the depth of the
 * towers, on the executor that {@code auto} picks: its time beside the number of operations.
 */
final class GrowthSuite implements Suite {
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 5;
  private static final List<Integer> BATCHES = List.of(8, 16, 32, 64, 128, 256, 512);
  private static final List<Integer> CONTEXTS = List.of(16, 32, 64, 128, 256);
  private static final List<Integer> DEPTHS = List.of(2, 4, 6, 12, 24);
  private static final int PATCHES = 64;
  private static final double WIDTH = 192;
  private static final double SHARED = 128;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String description() {
    return "tiny, a training step, over batch, context and depth: time, operations, time an operation";
  }

  @Override
  public List<Measurement> run(Consumer<String> progress) {
    List<Measurement> results = new ArrayList<>();
    results.addAll(grow("batch", BATCHES, n -> new TinyWork(n, 32, 6), progress));
    results.addAll(grow("context", CONTEXTS, n -> new TinyWork(32, n, 6), progress));
    results.addAll(grow("depth", DEPTHS, n -> new TinyWork(32, 32, n), progress));
    return results;
  }

  private static List<Measurement> grow(
      String what, List<Integer> sizes, IntFunction<TinyWork> work, Consumer<String> progress) {
    List<Measurement> results = new ArrayList<>();
    for (int size : sizes) {
      progress.accept(what + " " + size);
      TinyWork tiny = work.apply(size);
      double[] times;
      try (TrainingWork training = tiny.open(AvailableExecutors.auto())) {
        times = Rounds.of(List.of(training::step), WARM_UP, ROUNDS)[0];
      }
      String name = "tiny, %s %d".formatted(what, size);
      double operations = operations(tiny) / 1e9;
      double[] each = new double[times.length];
      for (int i = 0; i < each.length; i++) {
        each[i] = times[i] / operations;
      }
      results.add(Measurement.of(name, what, "step", "ms", times));
      results.add(Measurement.of(name, what, "operations", "GFLOP", new double[] {operations}));
      results.add(Measurement.of(name, what, "time an operation", "ms/GFLOP", each));
    }
    return results;
  }

  /** Additions and multiplications of the products, forward and twice as many backward. */
  static double operations(TinyWork work) {
    double blocks = work.depth() * (block(PATCHES) + block(work.context()));
    double ends = 2 * PATCHES * WIDTH * WIDTH + 4 * WIDTH * SHARED;
    return 3 * work.rows() * (blocks + ends);
  }

  private static double block(double tokens) {
    return 24 * tokens * WIDTH * WIDTH + 4 * tokens * tokens * WIDTH;
  }
}
