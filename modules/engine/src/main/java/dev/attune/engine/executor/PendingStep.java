package dev.attune.engine.executor;

/** A step that was begun and reports later. */
@FunctionalInterface
public interface PendingStep {

  /**
   * What the step reports; waits until it is there.
   *
   * @throws DivergedException if the loss or the gradient's norm is not finite, of this step or of
   *     one before it that it was begun behind: from that step on nothing has moved
   */
  StepResult await();
}
