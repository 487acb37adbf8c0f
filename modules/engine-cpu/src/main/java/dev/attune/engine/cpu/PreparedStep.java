package dev.attune.engine.cpu;

import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  void run() {
    calls.forEach(Call::run);
  }

  /** For a printed plan. */
  PlanLine line(Plan plan, double milliseconds) {
    List<Operand> reads = step.reads();
    long bytes =
        Stream.concat(reads.stream(), step.outputs().stream())
            .mapToLong(o -> o.length() * plan.storages().get(o.storage()).type().width())
            .sum();
    String kernels =
        calls.stream().map(Call::implementation).distinct().collect(Collectors.joining(", "));
    String shapes = shapes(reads) + " → " + shapes(step.outputs());
    return new PlanLine(step.label(), shapes, kernels, bytes, milliseconds);
  }

  private static String shapes(List<Operand> operands) {
    return operands.stream()
        .map(o -> Arrays.toString(o.shape()) + (o.isDense() ? "" : " by stride"))
        .collect(Collectors.joining(" "));
  }
}
