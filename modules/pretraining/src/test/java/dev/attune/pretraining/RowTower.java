package dev.attune.pretraining;

import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.Map;

/**
 * A picture's rows as patches, and a block to look from one to another. It trusts attention alone
 * to keep hidden rows from those that are seen.
 */
record RowTower(int length, int patchElements, int width) implements PatchEncoder {
  static final String PIXELS = "pixels";
  static final String MASK = "mask";

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(
        new InputSpec(PIXELS, false, rows, (long) length * patchElements),
        new InputSpec(MASK, false, rows, length));
  }

  @Override
  public int patchesAStep() {
    return 1;
  }

  @Override
  public Value patches(Map<String, Value> inputs) {
    Value pixels = inputs.get(PIXELS);
    return Shaping.reshape(pixels, pixels.size(0), length, patchElements);
  }

  @Override
  public Value marks(Map<String, Value> inputs) {
    return inputs.get(MASK);
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs) {
    return read(graph, inputs, marks(inputs));
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen) {
    Graph g = graph.at(name());
    Value x = Linear.of(width).apply(g.at("linear"), patches(inputs));
    Value placed = PositionEmbedding.standard().apply(g, x);
    Value y = new TransformerBlock(1, 0, 0).apply(g.at("block"), placed, AttentionMask.keys(seen));
    return new EncodedSequence(List.of(y), Pooling.maskedMean(y, seen));
  }
}
