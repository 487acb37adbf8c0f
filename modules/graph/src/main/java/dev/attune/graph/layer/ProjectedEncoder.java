package dev.attune.graph.layer;

import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Products;
import java.util.List;
import java.util.Map;

/**
 * An encoder with a linear map without bias into a space shared by several encoders, as in CLIP
 * (arXiv:2103.00020): [rows, encoder width] → [rows, width]. Rows are not normalised here.
 *
 * @param encoder the tower
 * @param width of the shared space
 */
public record ProjectedEncoder(Encoder encoder, int width) implements Encoder {

  public ProjectedEncoder {
    if (width < 1) {
      throw new IllegalArgumentException("width: expected 1 or more, found " + width);
    }
  }

  @Override
  public String name() {
    return encoder.name();
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return encoder.inputs(rows);
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> inputs) {
    return project(graph, encoder.encode(graph, inputs));
  }

  /**
   * The linear map alone.
   *
   * @param representation the encoder's vectors, [rows, encoder width]
   * @return [rows, width]
   */
  public Value project(Graph graph, Value representation) {
    Initializer initializer = Initializer.normal(1 / Math.sqrt(encoder.width()));
    Value weight =
        graph
            .at(name())
            .parameter(
                "projection.weight", Parameter.Role.WEIGHT, initializer, encoder.width(), width);
    return Products.matmul(representation, weight);
  }

  @Override
  public boolean usesBatchStatistics() {
    return encoder.usesBatchStatistics();
  }
}
