package dev.attune.engine.checkpoint;

/**
 * How far a run has come: with the weights, all that it needs to go on as if it had never stopped.
 * Random draws depend on (seed, step) alone, so these two are the random state.
 *
 * @param step the next step, from 0
 * @param epoch the epoch that the next step belongs to, from 0
 * @param batch the next batch within that epoch, from 0
 * @param seed of the run
 * @param bestValidation the best validation figure so far; NaN before the first
 * @param bestStep the step whose checkpoint has it; −1 before the first
 */
public record Progress(
    long step, int epoch, int batch, long seed, double bestValidation, long bestStep) {

  public Progress {
    if (step < 0 || epoch < 0 || batch < 0) {
      throw new IllegalArgumentException(
          "step, epoch, batch: expected 0 or more, found %d, %d, %d".formatted(step, epoch, batch));
    }
    if (bestStep < -1
        || Double.isInfinite(bestValidation)
        || Double.isNaN(bestValidation) != (bestStep == -1)) {
      throw new IllegalArgumentException(
          "expected a finite best_validation and best_step together, found %s and %d"
              .formatted(bestValidation, bestStep));
    }
  }

  /** Before the first step. */
  public static Progress start(long seed) {
    return new Progress(0, 0, 0, seed, Double.NaN, -1);
  }
}
