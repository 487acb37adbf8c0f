package dev.attune.engine.cpu;

import dev.attune.engine.plan.Step;
import java.util.List;

/**
 * A plan's step with the calls that run it.
 *
 * @param step what is computed
 * @param calls in the order of execution; more than one where weights are packed first, or
 *     epilogues run apart
 */
record PreparedStep(Step step, List<Call> calls) {

  PreparedStep {
    calls = List.copyOf(calls);
  }
}
