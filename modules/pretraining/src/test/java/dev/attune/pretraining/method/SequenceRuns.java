package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.Method;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.Parts;
import dev.attune.pretraining.Pretraining;
import dev.attune.pretraining.PretrainingSettings;
import dev.attune.pretraining.Task;
import dev.attune.pretraining.TaskGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/** A method over a toy encoder, as the one task of a run. */
record SequenceRuns(Encoder encoder, Method method, int rows) {
  private static final String TASK = "task";

  /** An item as it is; its number is the seed of its draws. */
  record ToyExample<W extends Writable>(W item, long seed) implements Example<W> {

    @Override
    public W view(int number) {
      return item;
    }

    @Override
    public W crop(int number) {
      return item;
    }

    @Override
    public W plain() {
      return item;
    }

    @Override
    public OptionalInt label() {
      return OptionalInt.empty();
    }

    @Override
    public RandomGenerator random() {
      return new SplittableRandom(seed);
    }
  }

  static <W extends Writable> List<ToyExample<W>> examples(List<W> items) {
    List<ToyExample<W>> examples = new ArrayList<>();
    for (W item : items) {
      examples.add(new ToyExample<>(item, examples.size()));
    }
    return examples;
  }

  /** A batch's arrays under the task's name, as a run gives them to the graph. */
  static Batch named(Batch batch) {
    return new Parts(batch.rows()).with(TASK, batch).batch();
  }

  /** All tests run on each executor where the pom starts them twice. */
  private static Executor executor() {
    return AvailableExecutors.open(System.getProperty("attune.test.executor", "cpu"));
  }

  /** The loss in a graph for inference, where further values can be read. */
  record Built(Graph graph, MethodLoss loss) {

    /** The encoder's inputs of one part of the batch. */
    Map<String, Value> part(String part) {
      String prefix = TASK + "." + part + ".";
      Map<String, Value> inputs = new LinkedHashMap<>();
      graph
          .inputs()
          .forEach(
              (name, value) -> {
                if (name.startsWith(prefix)) {
                  inputs.put(name.substring(prefix.length()), value);
                }
              });
      return inputs;
    }

    Map<String, Tensor> run(Batch batch, Map<String, Tensor> weights, Map<String, Value> more) {
      Map<String, Value> outputs = new LinkedHashMap<>(more);
      outputs.put("loss", loss.loss());
      try (InferenceSession session = executor().infer(graph, outputs, weights)) {
        return session.run(named(batch).only(graph.inputs().keySet()));
      }
    }
  }

  Built built() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    return new Built(graph, method.loss(new TaskGraph(graph, TASK, encoder, rows, 0)));
  }

  double loss(Batch batch, Map<String, Tensor> weights) {
    return built().run(batch, weights, Map.of()).get("loss").values()[0];
  }

  private TrainingSession session(OptimizerConfig optimizer) {
    PretrainingSettings settings =
        new PretrainingSettings(optimizer, Double.POSITIVE_INFINITY, 100, 3);
    Pretraining run = new Pretraining(encoder, List.of(new Task(TASK, method, 1)), 0);
    return executor().train(run.training(rows, settings).training());
  }

  /** As a run begins. */
  Map<String, Tensor> initial() {
    try (TrainingSession session = session(new SgdConfig(0, 0))) {
      return session.weights();
    }
  }

  /** Far from their small first values, a momentum copy's other than the encoder's. */
  Map<String, Tensor> weights(double deviation) {
    Map<String, Tensor> weights = new TreeMap<>(initial());
    SplittableRandom random = new SplittableRandom(5);
    weights.replaceAll(
        (name, tensor) -> {
          float[] values = tensor.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] += (float) (deviation * random.nextGaussian());
          }
          return new Tensor(tensor.shape(), values);
        });
    return weights;
  }

  /** Losses of the first step and of the last. */
  double[] trained(Batch batch, int steps, double rate) {
    double[] losses = new double[2];
    try (TrainingSession session = session(new AdamWConfig(0.9, 0.98, 1e-6, 0))) {
      for (int step = 0; step < steps; step++) {
        losses[step == 0 ? 0 : 1] = session.step(List.of(named(batch)), step, rate).loss();
      }
    }
    return losses;
  }

  /** Slopes of the loss, along a parameter's gradient and others, are those by the gradient. */
  void gradientAgrees(Batch batch, Map<String, Tensor> given, String parameter) {
    Map<String, Tensor> weights = new TreeMap<>(given);
    // A session that is given weights starts its copies from them anew.
    given.forEach((name, tensor) -> weights.replace("target." + TASK + "." + name, tensor));
    double[] gradient = gradient(batch, weights, parameter);
    double length = Math.sqrt(SlowLayers.dot(gradient, gradient));
    assertThat(length).as(parameter).isGreaterThan(1e-3);
    SplittableRandom random = new SplittableRandom(9);
    double step = 1e-2;
    for (int i = 0; i < 4; i++) {
      double[] drawn = random.doubles(gradient.length, -1, 1).toArray();
      double[] direction = i == 0 ? gradient : drawn;
      double norm = Math.sqrt(SlowLayers.dot(direction, direction));
      double above = loss(batch, moved(weights, parameter, direction, step / norm));
      double below = loss(batch, moved(weights, parameter, direction, -step / norm));

      assertThat((above - below) / (2 * step))
          .as("%s, direction %d", parameter, i)
          .isCloseTo(SlowLayers.dot(gradient, direction) / norm, within(0.005 * length + 1e-4));
    }
  }

  private double[] gradient(Batch batch, Map<String, Tensor> weights, String parameter) {
    float[] before = weights.get(parameter).values();
    double[] gradient = new double[before.length];
    try (TrainingSession session = session(new SgdConfig(0, 0))) {
      session.load(weights);
      session.step(List.of(named(batch)), 0, 1);
      float[] after = session.weights().get(parameter).values();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = before[i] - after[i];
      }
    }
    return gradient;
  }

  private static Map<String, Tensor> moved(
      Map<String, Tensor> weights, String parameter, double[] direction, double factor) {
    Tensor tensor = weights.get(parameter);
    float[] values = tensor.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (factor * direction[i]);
    }
    Map<String, Tensor> moved = new TreeMap<>(weights);
    moved.put(parameter, new Tensor(tensor.shape(), values));
    return moved;
  }
}
