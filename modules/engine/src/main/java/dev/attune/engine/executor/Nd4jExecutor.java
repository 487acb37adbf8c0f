package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Map;

/**
 * Runs programs operation by operation on whatever ND4J backend is on the class path: portable, and
 * the reference that other executors are tested against.
 */
public final class Nd4jExecutor implements Executor {
  private final Sessions sessions = new Sessions(Kernels.nd4j());

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public TrainingSession train(TrainingSpec specification) {
    return sessions.train(specification);
  }

  @Override
  public TrainingSession train(CachedTrainingSpec specification) {
    return sessions.train(specification);
  }

  @Override
  public TrainingSession train(MultiTaskSpec specification) {
    return sessions.train(specification);
  }

  @Override
  public InferenceSession infer(
      Graph graph, Map<String, Value> outputs, Map<String, Tensor> weights) {
    return sessions.infer(graph, outputs, weights);
  }
}
