package dev.attune.pretraining;

import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Linear;
import java.util.List;
import java.util.Map;

/** One linear map of a row of numbers, simple enough to follow by hand. */
record LinearTower(int inputs, int width) implements Encoder {
  static final String NAME = "image";
  static final String INPUT = "pixels";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(new InputSpec(INPUT, false, rows, inputs));
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> values) {
    Linear map = new Linear(width, true, Initializer.normal(0.4));
    return map.apply(graph.at(NAME), values.get(INPUT));
  }
}
