package dev.attune.engine.cuda.training;

import dev.attune.engine.program.Program;
import dev.attune.graph.Value;

/**
 * A tower's embedding on its way to the objective, and its gradient on the way back.
 *
 * @param tower that gives it
 * @param output the tower's output of a rank's rows
 * @param upstream the tower's input for the gradient of a rank's rows
 * @param all the objective's input of all rows
 */
record Exchange(RankGraph tower, String output, String upstream, Value all) {

  boolean isOf(RankGraph other) {
    return tower.name().equals(other.name());
  }

  /** The objective's output of all rows' gradients. */
  String gradient() {
    return Program.gradientOf(all.name());
  }

  /** Whether the tower wants a gradient. */
  boolean returns() {
    return tower.plan().program().inputs().containsKey(upstream);
  }
}
