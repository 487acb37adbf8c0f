package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Map;

/** Runs graphs on one kind of hardware. Immutable. */
public interface Executor {

  /** Its name in configurations: {@code nd4j}. */
  String name();

  /** Compiles forward and backward, draws the initial weights. */
  TrainingSession train(TrainingSpec specification);

  /** Trains with a contrastive batch computed in chunks (gradient caching). */
  TrainingSession train(CachedTrainingSpec specification);

  /** Trains by several tasks at once, whose gradients are mixed. */
  TrainingSession train(MultiTaskSpec specification);

  /**
   * Compiles a forward pass.
   *
   * @param graph in inference mode
   * @param outputs by the names under which a run gives them
   * @param weights parameters and running averages; more than the graph has is no error
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  InferenceSession infer(Graph graph, Map<String, Value> outputs, Map<String, Tensor> weights);
}
