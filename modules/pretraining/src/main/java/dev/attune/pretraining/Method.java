package dev.attune.pretraining;

import java.util.Optional;

/**
 * A self-supervised method: what its batches hold and what is minimised. The first half depends on
 * what an item is, so a method is one of {@link AnyMethod}, {@link ImageMethod}, {@link
 * AudioMethod} and {@link TextMethod}.
 *
 * <p>Implementations are records of their settings and hold no state: what they learn lives in the
 * graph's parameters, what they keep in its statistics.
 */
public interface Method {

  /**
   * Declares the inputs that a batch of it holds, and builds the loss.
   *
   * @throws IllegalArgumentException in one line, if the encoder or the batch does not suit
   */
  MethodLoss loss(TaskGraph task);

  /** Whether the loss can be below 0: then no weight can be learnt from its size. */
  default boolean fallsBelowZero() {
    return false;
  }

  /** How a momentum copy of the encoder follows it, if the method has one. */
  default Optional<Momentum> momentum() {
    return Optional.empty();
  }
}
