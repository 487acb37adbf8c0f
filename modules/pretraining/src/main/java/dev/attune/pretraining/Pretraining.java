package dev.attune.pretraining;

import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.GradientMix;
import dev.attune.engine.executor.MultiTaskSpec;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.objectives.UncertaintyWeighting;
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
 * @param weighting what the tasks' losses count for
 */
public record Pretraining(Encoder encoder, List<Task> tasks, int classes, Weighting weighting) {
  private static final String LOSS = "loss";

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
    if (weighting.needsPositiveLosses()) {
      tasks.stream()
          .filter(task -> task.method().fallsBelowZero())
          .findFirst()
          .ifPresent(task -> refuse(weighting, task));
    }
  }

  private static void refuse(Weighting weighting, Task task) {
    throw new IllegalArgumentException(
        "weighting: expected fixed or pc_grad with %s, whose loss can be below 0, found %s"
            .formatted(
                task.name(),
                weighting instanceof Weighting.GradNorm ? "grad_norm" : "uncertainty"));
  }

  /** By fixed weights. */
  public Pretraining(Encoder encoder, List<Task> tasks, int classes) {
    this(encoder, tasks, classes, new Weighting.Fixed());
  }

  /** What is trained, and what its losses are at chance, by their columns in the metrics. */
  public record Compiled(TrainingSpec training, Map<String, Double> chance) {

    public Compiled {
      chance = Map.copyOf(chance);
    }
  }

  /** As {@link Compiled}, the encoder seeing a chunk of the batch at a time. */
  public record CompiledInChunks(CachedTrainingSpec training, Map<String, Double> chance) {

    public CompiledInChunks {
      chance = Map.copyOf(chance);
    }
  }

  /** As {@link Compiled}, each task in a graph of its own. */
  public record CompiledApart(MultiTaskSpec training, Map<String, Double> chance) {

    public CompiledApart {
      chance = Map.copyOf(chance);
    }
  }

  /** A session that trains it, and what its losses are at chance. */
  public record Opened(TrainingSession session, Map<String, Double> chance) {

    public Opened {
      chance = Map.copyOf(chance);
    }
  }

  /** What tasks put into graphs, beside their losses. */
  private record Collected(
      Map<String, Value> reported, Map<String, Double> chance, List<EmaTarget> targets) {
    Collected() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
    }
  }

  /** All tasks in one graph. */
  private record Together(Graph graph, Value loss, Collected collected) {}

  /**
   * Compiles it, the tasks in one graph or in several as the weighting needs.
   *
   * @param rows of a batch
   * @throws IllegalArgumentException in one line, if a method does not suit the encoder or the
   *     batch
   */
  public Opened open(Executor executor, int rows, PretrainingSettings settings) {
    if (settings.chunk() > 0) {
      CompiledInChunks chunks = trainingInChunks(rows, settings);
      return new Opened(executor.train(chunks.training), chunks.chance);
    }
    if (comparesGradients()) {
      CompiledApart apart = trainingApart(rows, settings);
      return new Opened(executor.train(apart.training), apart.chance);
    }
    Compiled compiled = training(rows, settings);
    return new Opened(executor.train(compiled.training), compiled.chance);
  }

  /** Of a single task there is nothing to compare. */
  private boolean comparesGradients() {
    return tasks.size() > 1
        && (weighting instanceof Weighting.PcGrad || weighting instanceof Weighting.GradNorm);
  }

  /**
   * All tasks in one graph, their losses summed by their weights or by learnt ones.
   *
   * @param rows of a batch
   * @throws IllegalArgumentException in one line, if a method does not suit the encoder or the
   *     batch, or if the weighting needs a graph for each task
   */
  public Compiled training(int rows, PretrainingSettings settings) {
    Together together = together(encoder, rows, settings);
    TrainingSpec training =
        new TrainingSpec(
            together.graph,
            together.loss,
            together.collected.reported,
            settings::isFrozen,
            settings.optimizer(),
            settings.maxGradientNorm(),
            1,
            together.collected.targets,
            settings.rates(),
            settings.seed());
    return new Compiled(training, together.collected.chance);
  }

  /**
   * As {@link #training}, with the memory of a chunk: the encoder sees {@link
   * PretrainingSettings#chunk} items at a time, heads and losses all vectors of the batch.
   *
   * @throws IllegalArgumentException in one line, also if a method needs more of the encoder than
   *     its vectors, or the encoder uses batch statistics
   */
  public CompiledInChunks trainingInChunks(int rows, PretrainingSettings settings) {
    requireNoCopies();
    CachedVectors vectors = new CachedVectors(encoder);
    Together together = together(vectors, rows, settings);
    List<Value> awaited = CachedVectors.awaited(together.graph);
    CachedTrainingSpec training =
        new CachedTrainingSpec(
            rows,
            settings.chunk(),
            List.of(vectors.tower(awaited, settings.chunk())),
            together.graph,
            awaited,
            together.loss,
            together.collected.reported,
            settings::isFrozen,
            settings.optimizer(),
            settings.maxGradientNorm(),
            settings.rates(),
            settings.seed());
    return new CompiledInChunks(training, together.collected.chance);
  }

  private void requireNoCopies() {
    for (Task task : tasks) {
      if (task.method().momentum().isPresent()) {
        throw new IllegalArgumentException(
            "training.chunk_size: expected 0 for %s, which keeps a momentum copy, found gradient"
                    .formatted(task.name())
                + " caching");
      }
    }
  }

  private Together together(Encoder encoding, int rows, PretrainingSettings settings) {
    if (comparesGradients()) {
      throw new IllegalArgumentException(
          "weighting: expected one that needs no gradient of each task, found " + weighting);
    }
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Collected collected = new Collected();
    Value total = null;
    for (Task task : tasks) {
      TaskGraph at = new TaskGraph(graph, task.name(), encoding, rows, classes);
      Value weighted = weighted(at, task, collected, settings);
      total = total == null ? weighted : Arithmetic.add(total, weighted);
    }
    return new Together(graph, total, collected);
  }

  private Value weighted(TaskGraph at, Task task, Collected to, PretrainingSettings settings) {
    MethodLoss loss = task.method().loss(at);
    boolean uncertain = weighting instanceof Weighting.Uncertainty;
    boolean alone = tasks.size() == 1 && !uncertain;
    String prefix = alone ? "" : task.name() + ".";
    loss.reported().forEach((name, scalar) -> to.reported.put(prefix + name, scalar));
    if (!alone) {
      to.reported.put(prefix + LOSS, loss.loss());
    }
    // Alone, its column is the run's own, the weight included.
    double factor = alone ? task.weight() : 1;
    loss.chance().ifPresent(value -> to.chance.put(prefix + LOSS, factor * value));
    task.method().momentum().ifPresent(copy -> to.targets.add(target(at, copy, settings.steps())));
    Value weighed =
        uncertain ? UncertaintyWeighting.weigh(at.graph(), at.name(), loss.loss()) : loss.loss();
    return task.weight() == 1 ? weighed : Arithmetic.scale(weighed, task.weight());
  }

  /**
   * Each task in a graph of its own, their gradients mixed; fixed weights and learnt ones.
   *
   * @param rows of a batch
   * @throws IllegalArgumentException in one line, if a method does not suit the encoder or the
   *     batch, or if the weighting needs all tasks in one graph
   */
  public CompiledApart trainingApart(int rows, PretrainingSettings settings) {
    if (!settings.rates().byPrefix().isEmpty()) {
      throw new IllegalArgumentException(
          "learning_rate_factor: expected 1 where gradients of tasks are compared, found others");
    }
    List<MultiTaskSpec.Task> apart = new ArrayList<>();
    Map<String, Double> chance = new LinkedHashMap<>();
    List<EmaTarget> targets = new ArrayList<>();
    for (Task task : tasks) {
      Graph graph = Graph.create(Graph.Mode.TRAINING);
      TaskGraph at = new TaskGraph(graph, task.name(), encoder, rows, classes);
      MethodLoss loss = task.method().loss(at);
      loss.chance().ifPresent(value -> chance.put(task.name() + "." + LOSS, value));
      task.method().momentum().ifPresent(copy -> targets.add(target(at, copy, settings.steps())));
      apart.add(
          new MultiTaskSpec.Task(task.name(), graph, loss.loss(), loss.reported(), task.weight()));
    }
    MultiTaskSpec training =
        new MultiTaskSpec(
            apart,
            mix(),
            settings::isFrozen,
            settings.optimizer(),
            settings.maxGradientNorm(),
            targets,
            settings.seed());
    return new CompiledApart(training, chance);
  }

  private GradientMix mix() {
    if (weighting instanceof Weighting.Uncertainty) {
      throw new IllegalArgumentException(
          "weighting: expected one that needs no graph of all tasks, found " + weighting);
    }
    if (weighting instanceof Weighting.GradNorm settings) {
      return new GradientMix.GradNorm(settings.alpha(), settings.learningRate());
    }
    return weighting instanceof Weighting.PcGrad ? new GradientMix.PcGrad() : new GradientMix.Sum();
  }

  private static EmaTarget target(TaskGraph task, Momentum copy, long steps) {
    return new EmaTarget("", task.targetPrefix(), copy.start(), copy.end(), steps);
  }
}
