package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks whose gradients are known: each draws a shared vector to a point of its own, and a vector
 * of its own to another, loss = curvature / 2 · (‖shared − point‖² + ‖own − point‖²).
 */
record Quadratics(int width, double[] curvatures) {
  static final String SHARED = "encoder.weight";

  static String task(int task) {
    return "task" + task;
  }

  static String own(int task) {
    return task(task) + ".head";
  }

  /** One step moves the parameters by the gradient times the rate. */
  MultiTaskSpec specification(GradientMix mix, double... weights) {
    List<MultiTaskSpec.Task> tasks = new ArrayList<>();
    for (int i = 0; i < curvatures.length; i++) {
      tasks.add(one(i, weights.length == 0 ? 1 : weights[i]));
    }
    return new MultiTaskSpec(
        tasks, mix, n -> false, new SgdConfig(0, 0), Double.POSITIVE_INFINITY, List.of(), 3);
  }

  private MultiTaskSpec.Task one(int task, double weight) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value shared =
        graph.at("encoder").parameter("weight", Role.WEIGHT, Initializer.normal(1), 1, width);
    Value own = graph.at(task(task)).parameter("head", Role.BIAS, Initializer.normal(1), 1, width);
    Value point = graph.at(task(task)).input("point", 1, width);
    Value loss =
        Arithmetic.scale(
            Arithmetic.add(distance(shared, point), distance(own, point)), curvatures[task] / 2);
    return new MultiTaskSpec.Task(task(task), graph, loss, Map.of("twice", loss), weight);
  }

  private static Value distance(Value from, Value to) {
    return Reductions.sum(Arithmetic.square(Arithmetic.subtract(from, to)), false);
  }

  /** A point for each task. */
  Batch batch(float[]... points) {
    Map<String, float[]> floats = new HashMap<>();
    for (int i = 0; i < points.length; i++) {
      floats.put(task(i) + ".point", points[i]);
    }
    return new Batch(1, floats, Map.of());
  }

  /** Points drawn from a seed. */
  float[][] points(long seed) {
    float[][] points = new float[curvatures.length][];
    for (int i = 0; i < points.length; i++) {
      points[i] = Specs.normal(100 * seed + i, width);
    }
    return points;
  }

  /** A task's gradient of a vector. */
  double[] gradient(int task, float[] at, float... point) {
    double[] gradient = new double[width];
    for (int i = 0; i < width; i++) {
      gradient[i] = curvatures[task] * ((double) at[i] - point[i]);
    }
    return gradient;
  }

  static double dot(double[] left, double... right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  /** {@code to ← to + factor · from}. */
  static void add(double factor, double[] from, double... to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }
}
