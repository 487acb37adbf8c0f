package dev.attune.engine.cuda;

import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.training.ParallelSession;
import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.engine.executor.MultiTaskSpec;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * Trains on several GPUs at once, each with its rows of the batch ({@link ParallelSession}); infers
 * on the first.
 */
public final class ParallelExecutor implements Executor {
  private final List<Device> devices;
  private final Collectives collectives;
  private final Precision precision;
  private final Executor first;

  /**
   * On several devices.
   *
   * @param devices stay open as long as what this made
   * @param collectives between them; likewise
   * @param precision of products
   */
  public ParallelExecutor(List<Device> devices, Collectives collectives, Precision precision) {
    this.devices = List.copyOf(devices);
    this.collectives = collectives;
    this.precision = precision;
    first = new CudaExecutor(devices.get(0), precision);
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public TrainingSession train(CachedTrainingSpec specification) {
    return new ParallelSession(devices, collectives, specification, precision);
  }

  @Override
  public TrainingSession train(TrainingSpec specification) {
    throw onOneAlone();
  }

  @Override
  public TrainingSession train(MultiTaskSpec specification) {
    throw onOneAlone();
  }

  private IllegalArgumentException onOneAlone() {
    return new IllegalArgumentException(
        "devices: expected 1 for a training that is not contrastive by towers, found "
            + devices.size());
  }

  @Override
  public InferenceSession infer(
      Graph graph, Map<String, Value> outputs, Map<String, Tensor> weights) {
    return first.infer(graph, outputs, weights);
  }
}
