package dev.attune.engine.cuda;

import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.training.ResidentSession;
import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.engine.executor.MultiTaskSpec;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.Sessions;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Map;

/**
 * Runs programs on a GPU. A training of one graph stays there whole ({@link ResidentSession}); of
 * others the forward and backward passes do, and the host copies parameters there and gradients
 * back at every step.
 */
public final class CudaExecutor implements Executor {
  private final Device device;
  private final Precision precision;
  private final Sessions sessions;

  /**
   * On one device.
   *
   * @param device stays open as long as what this made
   * @param precision of products
   */
  public CudaExecutor(Device device, Precision precision) {
    this.device = device;
    this.precision = precision;
    sessions = new Sessions(new CudaKernels(device, precision));
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public TrainingSession train(TrainingSpec specification) {
    return ResidentSession.takes(specification)
        ? new ResidentSession(device, specification, precision)
        : sessions.train(specification);
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
