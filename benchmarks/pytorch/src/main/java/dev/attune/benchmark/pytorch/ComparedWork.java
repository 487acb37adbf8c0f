package dev.attune.benchmark.pytorch;

import dev.attune.engine.executor.Executor;
import dev.attune.experiments.bench.BlockWork;
import dev.attune.experiments.bench.ConvolutionWork;
import dev.attune.experiments.bench.SpectrogramWork;
import dev.attune.experiments.bench.StandardWork;
import dev.attune.experiments.bench.TinyWork;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A work that both sides are timed on.
 *
 * @param name on the command line; several lines may share it
 * @param label in the result
 * @param quantity what is timed: {@code step} or {@code embedding}
 * @param ours opens it on an executor
 * @param theirs opens it in PyTorch
 */
record ComparedWork(
    String name,
    String label,
    String quantity,
    Function<Executor, Side> ours,
    Supplier<Side> theirs) {

  /** All that are timed, in the order of the result. */
  static List<ComparedWork> all() {
    return List.of(
        training(TinyWork.of(32), "tiny, batch 32"),
        training(TinyWork.of(128), "tiny, batch 128"),
        embedding(TinyWork.of(32), "tiny, batch 32"),
        embedding(TinyWork.of(128), "tiny, batch 128"),
        training(new ConvolutionWork(32), "conv, batch 32"),
        training(new SpectrogramWork(16), "spectrogram, batch 16"),
        training(new BlockWork(32, 64), "block, batch 32, 64 tokens"));
  }

  private static ComparedWork training(StandardWork work, String label) {
    return new ComparedWork(
        work.name(),
        label,
        "step",
        executor -> Side.training(work, executor),
        () -> Side.training(work));
  }

  private static ComparedWork embedding(TinyWork work, String label) {
    return new ComparedWork(
        "embedding",
        label,
        "embedding",
        executor -> Side.embedding(work, executor),
        () -> Side.embedding(work));
  }

  /**
   * Times both sides, step by step in turn; which of them goes first alternates.
   *
   * @param warmUp rounds that do not count
   * @param rounds that do
   */
  Comparison time(Executor executor, int warmUp, int rounds) {
    double[] mine = new double[rounds];
    double[] others = new double[rounds];
    try (Side left = ours.apply(executor);
        Side right = theirs.get()) {
      for (int i = -warmUp; i < rounds; i++) {
        boolean first = i % 2 == 0;
        double early = (first ? left : right).milliseconds();
        double late = (first ? right : left).milliseconds();
        if (i >= 0) {
          mine[i] = first ? early : late;
          others[i] = first ? late : early;
        }
      }
    }
    return Comparison.of(label, quantity, "ms", mine, others);
  }
}
