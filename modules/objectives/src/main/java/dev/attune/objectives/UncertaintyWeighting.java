package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.exp;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.negate;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;

/**
 * Weights of several losses, learnt by homoscedastic uncertainty (arXiv:1705.07115).
 *
 * <p>A task's loss L becomes e^−s · L + s with s = log σ². That is twice the paper's L / (2σ²) +
 * log σ of a squared error, so that a task starts at the weight 1. It is lowest at s = ln L, where
 * it is 1 + ln L: the sum may well be below 0. A loss has to stay above 0, or s has no lowest
 * place.
 *
 * <pre>{@code
 * Value sum = add(
 *     UncertaintyWeighting.weigh(graph, "contrast", contrast),
 *     UncertaintyWeighting.weigh(graph, "reconstruction", reconstruction));
 * }</pre>
 */
public final class UncertaintyWeighting {

  private UncertaintyWeighting() {}

  /**
   * Declares the parameter {@code TASK.log_variance}, a scalar that starts at 0, and weighs the
   * loss by it.
   *
   * @param graph where the parameter is declared, under its prefix
   * @param task name of the task; calls with one name share their parameter
   * @param loss a scalar
   * @return a scalar
   * @throws dev.attune.graph.ShapeException if the loss is no scalar
   * @throws IllegalArgumentException if the name is blank
   */
  public static Value weigh(Graph graph, String task, Value loss) {
    if (task.isBlank()) {
      throw new IllegalArgumentException("task: expected a name, found \"" + task + "\"");
    }
    Check.shapes(loss.rank() == 0, "uncertainty weighting", "a scalar", loss);
    Value logVariance =
        graph.at(task).parameter("log_variance", Parameter.Role.SCALE, Initializer.constant(0));
    return add(multiply(exp(negate(logVariance)), loss), logVariance);
  }
}
