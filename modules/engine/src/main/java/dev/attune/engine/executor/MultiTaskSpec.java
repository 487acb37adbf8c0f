package dev.attune.engine.executor;

import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Several tasks trained at once, each in a graph of its own, so that their gradients can be told
 * apart. Parameters and running averages of one name are the same in all graphs; a batch holds the
 * inputs of all. A parameter that a task does not reach has the gradient 0 there.
 *
 * <p>A step reports each task's loss as {@code TASK.loss} beside its scalars, {@code TASK.SCALAR},
 * and under {@link GradientMix.GradNorm} the weight in use, {@code TASK.weight}. Its own loss is
 * the sum by the weights. Clipping is of the mixed gradient.
 *
 * @param tasks at least one, each with a name of its own
 * @param mix how their gradients become one
 * @param frozen names of parameters that stay as they are
 * @param optimizer moves the others
 * @param maxGradientNorm as in {@link TrainingSpec}
 * @param targets momentum encoders; empty for none
 * @param seed of initial weights and all random draws; each task's draws are its own
 */
public record MultiTaskSpec(
    List<Task> tasks,
    GradientMix mix,
    Predicate<String> frozen,
    OptimizerConfig optimizer,
    double maxGradientNorm,
    List<EmaTarget> targets,
    long seed) {

  /**
   * One task.
   *
   * @param name before the names of what it reports
   * @param graph in training mode, of this task alone
   * @param loss a scalar of the graph
   * @param reported further scalars of the graph to report, by name
   * @param weight of its loss
   */
  public record Task(
      String name, Graph graph, Value loss, Map<String, Value> reported, double weight) {

    public Task {
      if (!graph.training()) {
        throw new IllegalArgumentException(name + ": expected a graph in training mode");
      }
      if (!(weight > 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException("weight: expected a positive number, found " + weight);
      }
      reported = Map.copyOf(reported);
    }
  }

  public MultiTaskSpec {
    tasks = List.copyOf(tasks);
    targets = List.copyOf(targets);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("tasks: expected one or more, found none");
    }
    if (!(maxGradientNorm > 0)) {
      throw new IllegalArgumentException(
          "max_gradient_norm: expected a positive number, found " + maxGradientNorm);
    }
    requireApart(tasks);
    requireSameParameters(tasks);
  }

  private static void requireApart(List<Task> tasks) {
    Set<String> names = new HashSet<>();
    Set<Object> graphs = new HashSet<>();
    for (Task task : tasks) {
      if (!names.add(task.name)) {
        throw new IllegalArgumentException(
            "tasks: expected each name once, found " + task.name + " again");
      }
      if (!graphs.add(task.graph.sameDiff())) {
        throw new IllegalArgumentException(
            "tasks: expected a graph for each, found that of " + task.name + " again");
      }
    }
  }

  private static void requireSameParameters(List<Task> tasks) {
    Map<String, Parameter> known = new LinkedHashMap<>();
    for (Task task : tasks) {
      if (task.graph.type() != tasks.get(0).graph.type()) {
        throw new IllegalArgumentException(
            "tasks: expected graphs of one type, found %s and %s"
                .formatted(tasks.get(0).graph.type(), task.graph.type()));
      }
      for (Parameter parameter : task.graph.parameters().values()) {
        Parameter other = known.putIfAbsent(parameter.name(), parameter);
        if (other != null && !Arrays.equals(other.shape(), parameter.shape())) {
          throw new IllegalArgumentException(
              "tasks: expected %s in all, found %s in %s".formatted(other, parameter, task.name));
        }
      }
    }
  }

  /** The parameters of all tasks, by name. */
  Map<String, Parameter> parameters() {
    Map<String, Parameter> all = new LinkedHashMap<>();
    tasks.forEach(task -> task.graph.parameters().forEach(all::putIfAbsent));
    return all;
  }
}
