package dev.attune.engine.executor;

import java.util.List;
import java.util.Optional;

/**
 * An executor that is on the class path, found by {@link java.util.ServiceLoader}: what {@code
 * auto} chooses from.
 */
public interface ExecutorOffer {

  /** The executor's name in configurations. */
  String name();

  /** What it computes on, for people. */
  String on();

  /** The one reason why it cannot run here; empty if it can. */
  Optional<String> obstacle();

  /** Whether {@code auto} takes it here, where it can run; the one with the highest rank wins. */
  int rank();

  /** What it can compute in, where it can run. */
  default List<Precision> precisions() {
    return List.of(Precision.FP32);
  }

  /**
   * What a step of a training would cost on it, whether it runs here or not; empty if it cannot
   * tell.
   */
  default Optional<StepCost> cost(TrainingSpec specification, Precision precision) {
    return Optional.empty();
  }

  /**
   * Opens it.
   *
   * @param precision one of {@link #precisions}
   */
  Executor open(Precision precision);

  /**
   * Opens it to train on several devices, each with its rows of the batch.
   *
   * @param precision one of {@link #precisions}
   * @param devices how many, at least 1
   * @throws IllegalArgumentException in one line, if it runs on fewer here
   */
  default Executor open(Precision precision, int devices) {
    if (devices > 1) {
      throw new IllegalArgumentException(
          "devices: expected 1 with executor %s, found %d".formatted(name(), devices));
    }
    return open(precision);
  }
}
