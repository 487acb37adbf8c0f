package dev.attune.graph.layer;

import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * A tower whose vectors are computed elsewhere and come in as they are: a frozen encoder that is
 * not a graph, such as a sentence transformer of another runtime, or vectors from a file. It has no
 * parameters; what learns is its projection.
 *
 * <p>Input: {@code features} [rows, width].
 *
 * @param name of the tower
 * @param width of its vectors
 */
public record FrozenFeatures(String name, int width) implements Encoder {
  /** The name of the input. */
  public static final String FEATURES = "features";

  public FrozenFeatures {
    Require.positive("width", width);
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(new InputSpec(FEATURES, false, rows, width));
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> inputs) {
    return inputs.get(FEATURES);
  }
}
