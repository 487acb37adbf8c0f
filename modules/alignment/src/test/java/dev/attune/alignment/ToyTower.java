package dev.attune.alignment;

import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.BatchNorm;
import dev.attune.graph.layer.Dropout;
import dev.attune.graph.layer.Linear;
import java.util.List;
import java.util.Map;

/** A layer, a norm over the batch if asked for, dropout. */
record ToyTower(String name, int inputs, int width, boolean usesBatchStatistics)
    implements Encoder {

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(new InputSpec("features", false, rows, inputs));
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> values) {
    Graph g = graph.at(name);
    Value x = Linear.of(width).apply(g.at("linear"), values.get("features"));
    x = usesBatchStatistics ? BatchNorm.standard().apply(g.at("norm"), x) : x;
    return new Dropout(0.25).apply(g, Activation.GELU.apply(x));
  }
}
