package dev.attune.engine.encoder;

import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.layer.BatchNorm;
import dev.attune.graph.layer.Linear;
import java.util.List;
import java.util.Map;

/** A linear map of {@code x} [rows, features] to [rows, width], with or without batch norm. */
public record DenseTower(int features, int width, boolean normed) implements Encoder {

  public DenseTower {
    Require.range("features", features, 1, 64);
  }

  @Override
  public String name() {
    return "dense";
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(new InputSpec("x", false, rows, features));
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> inputs) {
    Graph g = graph.at(name());
    Value y = Linear.of(width).apply(g.at("map"), inputs.get("x"));
    return normed ? BatchNorm.standard().apply(g.at("norm"), y) : y;
  }
}
