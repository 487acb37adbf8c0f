package dev.attune.benchmark.pytorch;

import dev.attune.engine.executor.Executor;
import dev.attune.experiments.bench.EmbeddingWork;
import dev.attune.experiments.bench.StandardWork;
import dev.attune.experiments.bench.TinyWork;
import dev.attune.experiments.bench.TrainingWork;

/**
 * One side of a comparison: a piece of work that is run again and again.
 *
 * @param run does it once
 * @param owner what to close at the end
 */
record Side(Runnable run, AutoCloseable owner) implements AutoCloseable {

  static Side training(StandardWork work, Executor executor) {
    TrainingWork open = work.open(executor);
    return new Side(open::step, open);
  }

  static Side training(StandardWork work) {
    TorchWork open = new TorchWork(work);
    return new Side(open::step, open);
  }

  static Side embedding(TinyWork work, Executor executor) {
    EmbeddingWork open = work.embedding(executor);
    return new Side(open::embed, open);
  }

  static Side embedding(TinyWork work) {
    TorchWork open = new TorchWork(work);
    return new Side(open::embed, open);
  }

  /** Milliseconds that it takes once. */
  double milliseconds() {
    long start = System.nanoTime();
    run.run();
    return (System.nanoTime() - start) / 1e6;
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
