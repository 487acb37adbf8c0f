package dev.attune.engine.encoder;

import dev.attune.engine.Tensor;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.Statistic;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The parameters and running averages that a tower reads, by name. */
public final class TowerWeights {
  private TowerWeights() {}

  /** First values: parameters each drawn from the seed and its own name, averages as they start. */
  public static Map<String, Tensor> initial(Encoder tower, long seed) {
    Graph graph = graph(tower);
    Map<String, Tensor> weights = new TreeMap<>();
    graph.parameters().values().forEach(p -> weights.put(p.name(), drawn(p, seed)));
    for (Statistic statistic : graph.statistics()) {
      long[] shape = statistic.shape();
      float[] values = new float[length(shape)];
      Arrays.fill(values, (float) statistic.initial());
      weights.put(statistic.name(), new Tensor(shape, values));
    }
    return weights;
  }

  private static Tensor drawn(Parameter parameter, long seed) {
    double[] values = new double[Math.toIntExact(parameter.length())];
    long own = seed ^ (long) parameter.name().hashCode() << Integer.SIZE;
    parameter.initializer().fill(values, parameter.shape(), new SplittableRandom(own));
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return new Tensor(parameter.shape(), narrow);
  }

  /**
   * Those of some weights that the tower reads.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  static Map<String, Tensor> of(Encoder tower, Map<String, Tensor> weights) {
    Graph graph = graph(tower);
    Map<String, Tensor> read = new TreeMap<>();
    graph.parameters().values().forEach(p -> take(weights, p.name(), p.shape(), read));
    graph.statistics().forEach(s -> take(weights, s.name(), s.shape(), read));
    return read;
  }

  private static void take(
      Map<String, Tensor> weights, String name, long[] shape, Map<String, Tensor> into) {
    Tensor tensor = weights.get(name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      String found = tensor == null ? "none" : Arrays.toString(tensor.shape());
      throw new IllegalArgumentException(
          "tensor %s: expected shape %s, found %s".formatted(name, Arrays.toString(shape), found));
    }
    into.put(name, tensor);
  }

  private static Graph graph(Encoder tower) {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    tower.encode(graph, graph.at(tower.name()).inputs(tower.inputs(1)));
    return graph;
  }

  private static int length(long... shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}
