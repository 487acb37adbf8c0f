package dev.attune.experiments.bench;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.memory.InsufficientMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The standard works at a GPU's sizes on the executor {@code cuda}, in each precision it has there:
 * what a step takes, and the host's part of it, which copies the batch and launches; and how far
 * its losses part from {@code nd4j}'s. PyTorch's side, with the same names of works and precisions,
 * is benchmarks/gpu.
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

  private static Optional<ExecutorOffer> cuda() {
    return AvailableExecutors.offers().stream()
        .filter(offer -> offer.name().equals(CUDA))
        .findFirst();
  }

  @Override
  public Optional<String> obstacle() {
    return cuda()
        .map(ExecutorOffer::obstacle)
        .orElse(Optional.of("it is not on the class path"))
        .map(why -> "executor cuda cannot run here: " + why);
  }

  @Override
  public List<Measurement> run(Consumer<String> progress) {
    List<Measurement> results = new ArrayList<>(steps(cuda().orElseThrow(), works(), progress));
    progress.accept("losses beside nd4j's");
    results.add(curves());
    return results;
  }

  /** What is timed. */
  static List<StandardWork> works() {
    return List.of(TinyWork.of(256), TinyWork.of(1024), PairWork.s16(256), PairWork.b32(256));
  }

  /** A line for each work in each precision of an executor, as far as its memory reaches. */
  static List<Measurement> steps(
      ExecutorOffer offer, List<StandardWork> works, Consumer<String> progress) {
    List<Measurement> results = new ArrayList<>();
    for (StandardWork work : works) {
      for (Precision precision : offer.precisions()) {
        progress.accept("%s, %s".formatted(label(work), precision));
        try {
          results.addAll(step(offer, precision, work));
        } catch (InsufficientMemoryException e) {
          progress.accept(e.getMessage());
        }
      }
    }
    return results;
  }

  /** Such as {@code tiny-256}. */
  static String label(StandardWork work) {
    return work.name() + "-" + work.rows();
  }

  /** Steps as a run does them, the next begun before the last has reported. */
  private static List<Measurement> step(
      ExecutorOffer offer, Precision precision, StandardWork work) {
    double[] steps = new double[ROUNDS];
    double[] host = new double[ROUNDS];
    try (TrainingWork training = work.open(offer.open(precision))) {
      PendingStep last = training.begin();
      long ended = System.nanoTime();
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        long began = System.nanoTime();
        PendingStep next = training.begin();
        long launched = System.nanoTime();
        last.await();
        last = next;
        long now = System.nanoTime();
        if (round >= 0) {
          steps[round] = (now - ended) / 1e6;
          host[round] = (launched - began) / 1e6;
        }
        ended = now;
      }
      last.await();
    }
    String side = "%s, %s".formatted(offer.name(), precision);
    return List.of(
        Measurement.of(label(work), side, "step", "ms", steps),
        Measurement.of(label(work), side, "host", "ms", host));
  }

  /** How far losses in single precision part, in percent, step by step. */
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
    String what = "%s, %d steps".formatted(label(work), CURVE_STEPS);
    return Measurement.of(what, "cuda, fp32, beside nd4j", "losses apart", "%", apart);
  }
}
