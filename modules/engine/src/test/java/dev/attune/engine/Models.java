package dev.attune.engine;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Map;

/** Whole models for tests: a graph, its loss, and a batch a step. */
public final class Models {
  public static final int ROWS = 8;
  public static final int LENGTH = 5;
  public static final int VOCABULARY = 12;
  private static final int FEATURES = 6;
  private static final int WIDTH = 4;

  /** A graph with its loss. */
  public record Model(Graph graph, Value loss) {}

  private Models() {}

  /** Two towers with dropout, one over looked-up tokens, under the CLIP loss. */
  public static Model clip(int rows) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value image = Towers.dense(graph.at("image"), graph.input("pixels", rows, FEATURES), WIDTH);
    Value ids = graph.input(new dev.attune.graph.InputSpec("ids", true, rows, LENGTH));
    Value text = Towers.bag(graph.at("text"), ids, VOCABULARY, WIDTH);
    return new Model(graph, Towers.clip(graph, image, text));
  }

  /** A batch for {@link #clip}; ids repeat. */
  public static Batch clipBatch(long seed, int rows) {
    return new Batch(
        rows,
        Map.of("pixels", Specs.normal(seed, rows * FEATURES)),
        Map.of("ids", Specs.ids(seed, rows * LENGTH, VOCABULARY)));
  }

  /** A linear map under squared error: the gradient has a closed form. */
  public static Model regression(int rows) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value y = Towers.linear(graph.at("map"), graph.input("x", rows, FEATURES), WIDTH);
    return new Model(graph, Towers.squaredError(y, graph.input("target", rows, WIDTH)));
  }

  /** A batch for {@link #regression}. */
  public static Batch regressionBatch(long seed, int rows) {
    return new Batch(
        rows,
        Map.of(
            "x", Specs.normal(seed, rows * FEATURES),
            "target", Specs.normal(seed + 1, rows * WIDTH)),
        Map.of());
  }

  /** Gradients of {@link #regression} in double, from the definition. */
  public static Map<String, double[]> regressionGradients(
      Batch batch, double[] weight, double[] bias) {
    double[] weightGradient = new double[weight.length];
    double[] biasGradient = new double[bias.length];
    float[] x = batch.floats().get("x");
    float[] target = batch.floats().get("target");
    for (int row = 0; row < batch.rows(); row++) {
      for (int j = 0; j < WIDTH; j++) {
        double y = bias[j];
        for (int i = 0; i < FEATURES; i++) {
          y += x[row * FEATURES + i] * weight[i * WIDTH + j];
        }
        double slope = 2 * (y - target[row * WIDTH + j]) / (batch.rows() * WIDTH);
        biasGradient[j] += slope;
        for (int i = 0; i < FEATURES; i++) {
          weightGradient[i * WIDTH + j] += slope * x[row * FEATURES + i];
        }
      }
    }
    return Map.of("map.weight", weightGradient, "map.bias", biasGradient);
  }
}
