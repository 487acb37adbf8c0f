package dev.attune.pretraining;

import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One encoder and the tasks that it learns by.
 *
 * @param encoder that is trained
 * @param tasks at least one, each with a name of its own
 * @param classes of the data's labels; 0 if there are none
 */
public record Pretraining(Encoder encoder, List<Task> tasks, int classes) {

  public Pretraining {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("tasks: expected one or more, found none");
    }
    Set<String> names = new HashSet<>();
    for (Task task : tasks) {
      if (!names.add(task.name())) {
        throw new IllegalArgumentException(
            "tasks: expected each name once, found " + task.name() + " again");
      }
    }
  }

  /** What is trained, and what its losses are at chance. */
  public record Compiled(TrainingSpec training, Map<String, Double> chance) {

    public Compiled {
      chance = Map.copyOf(chance);
    }
  }

  /**
   * All tasks in one graph, their losses summed by their weights.
   *
   * @param rows of a batch
   * @throws IllegalArgumentException in one line, if a method does not suit the encoder or the
   *     batch
   */
  public Compiled training(int rows, PretrainingSettings settings) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Map<String, Value> reported = new LinkedHashMap<>();
    Map<String, Double> chance = new LinkedHashMap<>();
    List<EmaTarget> targets = new ArrayList<>();
    Value total = null;
    for (Task task : tasks) {
      TaskGraph at = new TaskGraph(graph, task.name(), encoder, rows, classes);
      MethodLoss loss = task.method().loss(at);
      String prefix = tasks.size() == 1 ? "" : task.name() + ".";
      loss.reported().forEach((name, scalar) -> reported.put(prefix + name, scalar));
      String name = tasks.size() == 1 ? "loss" : prefix + "loss";
      loss.chance().ifPresent(value -> chance.put(name, value));
      if (tasks.size() > 1) {
        reported.put(name, loss.loss());
      }
      Value weighted =
          task.weight() == 1 ? loss.loss() : Arithmetic.scale(loss.loss(), task.weight());
      total = total == null ? weighted : Arithmetic.add(total, weighted);
      task.method().momentum().ifPresent(copy -> targets.add(target(at, copy, settings.steps())));
    }
    TrainingSpec training =
        new TrainingSpec(
            graph,
            total,
            reported,
            name -> false,
            settings.optimizer(),
            settings.maxGradientNorm(),
            1,
            targets,
            settings.seed());
    return new Compiled(training, chance);
  }

  private static EmaTarget target(TaskGraph task, Momentum copy, long steps) {
    return new EmaTarget("", task.targetPrefix(), copy.start(), copy.end(), steps);
  }
}
