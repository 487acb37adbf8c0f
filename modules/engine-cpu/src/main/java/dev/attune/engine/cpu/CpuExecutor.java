package dev.attune.engine.cpu;

import dev.attune.engine.Tensor;
import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.engine.executor.MultiTaskSpec;
import dev.attune.engine.executor.Sessions;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Map;

/** Runs programs on oneDNN's kernels; what they do not cover, on ND4J's. */
public final class CpuExecutor implements Executor {
  private final Sessions sessions = new Sessions(new CpuKernels());

  @Override
  public String name() {
    return "cpu";
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
