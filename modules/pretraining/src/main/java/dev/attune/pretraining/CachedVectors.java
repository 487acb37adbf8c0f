package dev.attune.pretraining;

import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stands for an encoder in the graph of a whole batch under gradient caching: its inputs are the
 * vectors themselves, which {@link #tower} computes a chunk at a time.
 *
 * @param encoder that it stands for
 */
record CachedVectors(Encoder encoder) implements Encoder {
  private static final String VECTORS = "vectors";

  @Override
  public String name() {
    return encoder.name();
  }

  @Override
  public int width() {
    return encoder.width();
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(new InputSpec(VECTORS, false, rows, width()));
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> inputs) {
    return inputs.get(VECTORS);
  }

  @Override
  public boolean usesBatchStatistics() {
    return encoder.usesBatchStatistics();
  }

  /** The vectors that an objective waits for, in the order in which it declared them. */
  static List<Value> awaited(Graph objective) {
    return objective.inputs().values().stream().filter(CachedVectors::isVectors).toList();
  }

  private static boolean isVectors(Value input) {
    return input.name().endsWith("." + VECTORS);
  }

  /**
   * What computes them, all views of an item in one graph.
   *
   * @param awaited of {@link #awaited}, in whose order the embeddings are
   * @param chunk items at a time
   */
  CachedTrainingSpec.Tower tower(List<Value> awaited, int chunk) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    List<Value> vectors = new ArrayList<>();
    for (Value input : awaited) {
      String part = input.name().substring(0, input.name().length() - VECTORS.length() - 1);
      vectors.add(encoder.encode(graph, graph.at(part).inputs(encoder.inputs(chunk))));
    }
    return new CachedTrainingSpec.Tower(name(), graph, vectors, usesBatchStatistics());
  }
}
