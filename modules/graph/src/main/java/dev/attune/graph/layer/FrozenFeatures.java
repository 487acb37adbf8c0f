package dev.attune.graph.layer;

import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import java.util.List;
import java.util.Map;

/**
 * A tower whose vectors are computed elsewhere and come in as they are: a frozen encoder that is
 * not a graph, such as a sentence transformer of another runtime, or vectors from a file. What
 * learns is a hidden layer with GELU, if there is one, and the projection.
 *
 * <p>Input: {@code features} [rows, features], of unit length; they are scaled to elements of
 * variance 1 first. The hidden layer's parameters stand under {@code hidden}.
 *
 * @param name of the tower
 * @param features width of what comes in
 * @param hidden width of the hidden layer and of the result; 0 for none
 */
public record FrozenFeatures(String name, int features, int hidden) implements Encoder {
  /** The name of the input. */
  public static final String FEATURES = "features";

  public FrozenFeatures {
    Require.positive("features", features);
    if (hidden < 0) {
      throw new IllegalArgumentException("hidden: expected 0 or more, found " + hidden);
    }
  }

  /** Without a hidden layer. */
  public static FrozenFeatures of(String name, int features) {
    return new FrozenFeatures(name, features, 0);
  }

  @Override
  public int width() {
    return hidden == 0 ? features : hidden;
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(new InputSpec(FEATURES, false, rows, features));
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> inputs) {
    Value x = inputs.get(FEATURES);
    if (hidden == 0) {
      return x;
    }
    Graph g = graph.at(name).at("hidden");
    return Activation.GELU.apply(
        Linear.of(hidden).apply(g, Arithmetic.scale(x, Math.sqrt(features))));
  }
}
