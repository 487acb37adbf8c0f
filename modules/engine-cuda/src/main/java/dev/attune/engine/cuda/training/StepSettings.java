package dev.attune.engine.cuda.training;

import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.RandomNumbers;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Draw;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * The few numbers that differ from step to step, as the kernels read them: the draws' keys, what
 * the optimiser needs, the shares of momentum copies.
 */
record StepSettings(List<Draw> draws, List<EmaTarget> targets, AdamWConfig optimizer, long seed) {
  private static final int OF_OPTIMISER = 4;

  /** How many floats they take. */
  int floats() {
    return ofTarget(0) + targets.size();
  }

  /** Where the optimiser's begin. */
  int ofOptimiser() {
    return 2 * draws.size();
  }

  /** Where a momentum copy's share stands. */
  int ofTarget(int target) {
    return ofOptimiser() + OF_OPTIMISER + target;
  }

  /**
   * Writes those of a step.
   *
   * @param updates before it
   */
  void write(FloatPointer to, long step, double rate, long updates) {
    LongPointer keys = new LongPointer(to);
    for (int i = 0; i < draws.size(); i++) {
      keys.put(i, RandomNumbers.key(draws.get(i), seed, step));
    }
    double count = updates + 1.0;
    int first = ofOptimiser();
    to.put(first, (float) rate);
    to.put(first + 1, (float) (1 - rate * optimizer.weightDecay()));
    to.put(first + 2, (float) (rate / (1 - Math.pow(optimizer.beta1(), count))));
    to.put(first + 3, (float) Math.sqrt(1 - Math.pow(optimizer.beta2(), count)));
    for (int i = 0; i < targets.size(); i++) {
      to.put(ofTarget(i), (float) targets.get(i).momentum(updates));
    }
  }
}
