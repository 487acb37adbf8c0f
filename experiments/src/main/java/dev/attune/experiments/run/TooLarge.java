package dev.attune.experiments.run;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.config.TrainingConfig;
import java.util.OptionalLong;

/** What is said of a training that does not fit in memory. */
public final class TooLarge {
  private TooLarge() {}

  /**
   * In one line, what did not fit, and what would.
   *
   * @param executor that has no room for it
   */
  public static String line(RunConfig config, Executor executor, InsufficientMemoryException e) {
    boolean narrower = e.fitsInHalf() && offersBf16(executor) && !isBf16(config);
    return line(config.training(), narrower, e);
  }

  /**
   * Likewise.
   *
   * @param narrower whether the precision bf16 is to be had, and would fit
   */
  static String line(TrainingConfig training, boolean narrower, InsufficientMemoryException e) {
    boolean whole = training.chunkSize() == 0;
    int rows = whole ? training.batchSize() : training.chunkSize();
    OptionalLong fitting = e.fittingRows(rows);
    if (!e.growsWithBatch() || fitting.equals(OptionalLong.of(0))) {
      return "the encoders are too large here: " + e.getMessage();
    }
    return "training.%s: %d is too large here: %s; %s%s"
        .formatted(
            whole ? "batch_size" : "chunk_size",
            rows,
            e.getMessage(),
            fitting.isEmpty()
                ? "a smaller one leaves room"
                : "about " + fitting.getAsLong() + " would fit",
            narrower ? ", or this one in precision bf16" : "");
  }

  private static boolean isBf16(RunConfig config) {
    return Precision.of(config.precision()) == Precision.BF16;
  }

  private static boolean offersBf16(Executor executor) {
    return AvailableExecutors.offers().stream()
        .filter(offer -> offer.name().equals(executor.name()))
        .anyMatch(offer -> offer.precisions().contains(Precision.BF16));
  }
}
