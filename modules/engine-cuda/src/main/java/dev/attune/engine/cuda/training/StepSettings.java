package dev.attune.engine.cuda.training;

import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.RandomNumbers;
import dev.attune.graph.Draw;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * The few numbers that differ from batch to batch, as the kernels read them: the draws' keys, what
 * the optimiser needs, the shares of momentum copies, which of a step's batches it is.
 *
 * @param batches of a step
 */
record StepSettings(
    List<Draw> draws, List<EmaTarget> targets, DeviceOptimizer optimizer, int batches, long seed) {

  /** How many floats they take. */
  int floats() {
    return ofBatch() + 1;
  }

  /** Where the optimiser's begin. */
  int ofOptimiser() {
    return 2 * draws.size();
  }

  /** Where a momentum copy's share stands. */
  int ofTarget(int target) {
    return ofOptimiser() + optimizer.numbers() + target;
  }

  /** Where it stands which of the step's batches it is, from 0. */
  int ofBatch() {
    return ofTarget(targets.size());
  }

  /**
   * Writes those of a batch.
   *
   * @param batch of the step, from 0
   * @param updates before the step
   */
  void write(FloatPointer to, long step, int batch, double rate, long updates) {
    LongPointer keys = new LongPointer(to);
    for (int i = 0; i < draws.size(); i++) {
      keys.put(i, RandomNumbers.key(draws.get(i), seed, step * batches + batch));
    }
    optimizer.write(to, ofOptimiser(), rate, updates);
    for (int i = 0; i < targets.size(); i++) {
      to.put(ofTarget(i), (float) targets.get(i).momentum(updates));
    }
    to.put(ofBatch(), batch);
  }
}
