package dev.attune.engine.cpu;

import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.util.List;
import java.util.stream.Stream;

/**
 * Products of which oneDNN 3.11 takes the wrong matrices, and says nothing: its brgemm kernels step
 * through a batch of two dimensions as if it were one where the larger of the two strides happens
 * to be the number of matrices times the smaller, as in attention over n packed projections when
 * there are n rows for each token. Half of the rows do not have such strides.
 */
final class MisreadBatches {
  private static final int BATCHED_TWICE = 4;

  private MisreadBatches() {}

  /** Whether an operand of a product is misread. */
  static boolean in(Step step) {
    return Stream.concat(step.inputs().stream(), step.outputs().stream())
        .anyMatch(MisreadBatches::isMisread);
  }

  private static boolean isMisread(Operand operand) {
    if (operand.rank() != BATCHED_TWICE || operand.size(0) == 1 || operand.size(1) == 1) {
      return false;
    }
    long first = operand.strides()[0];
    long second = operand.strides()[1];
    return Math.max(first, second) == operand.size(0) * operand.size(1) * Math.min(first, second);
  }

  /** The same work in two steps, each over half of the first dimension. */
  static List<Step> halves(Step step) {
    long rows = step.output().size(0);
    return List.of(part(step, rows, 0, rows / 2), part(step, rows, rows / 2, rows));
  }

  private static Step part(Step step, long rows, long from, long to) {
    return step.mapped(
        operand ->
            operand.rank() == BATCHED_TWICE && operand.size(0) == rows
                ? operand.leading(from, to)
                : operand);
  }
}
