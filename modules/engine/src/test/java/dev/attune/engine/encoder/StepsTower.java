package dev.attune.engine.encoder;

import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.Map;

/** The mean over steps of two numbers each, with a learnt position added to each step. */
public record StepsTower(int length) implements Encoder {
  static final int STEP = 2;

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public int width() {
    return STEP;
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(
        new InputSpec("x", false, rows, length), new InputSpec("mask", false, rows, length / STEP));
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> inputs) {
    Value x = inputs.get("x");
    Value steps = Shaping.reshape(x, x.size(0), length / STEP, STEP);
    Value placed = PositionEmbedding.standard().apply(graph.at(name()), steps);
    return Pooling.maskedMean(placed, inputs.get("mask"));
  }
}
