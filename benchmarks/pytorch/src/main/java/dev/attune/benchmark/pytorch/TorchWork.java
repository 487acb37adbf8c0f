package dev.attune.benchmark.pytorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import dev.attune.engine.Tensor;
import dev.attune.experiments.bench.BlockWork;
import dev.attune.experiments.bench.ConvolutionWork;
import dev.attune.experiments.bench.SpectrogramWork;
import dev.attune.experiments.bench.StandardWork;
import dev.attune.experiments.bench.TinyWork;
import dev.attune.experiments.bench.TrainingWork;
import java.util.Map;

/**
 * A standard work in PyTorch. Owns native memory; not thread-safe. Does not start ND4J.
 *
 * <p>Operations with a plain number are kept out of what gradients are taken of: DJL frees the
 * number before PyTorch's backward pass reads it.
 */
final class TorchWork implements AutoCloseable {
  private static final String ENGINE = "PyTorch";

  private final NDManager manager = NDManager.newBaseManager(ENGINE);
  private final TorchParameters parameters = new TorchParameters(manager);
  private final TorchModel model;
  private final TorchOptimizer optimizer;

  TorchWork(StandardWork work) {
    model = model(work, new TorchBatch(manager, work.batch()));
    optimizer =
        TorchOptimizer.of(work.optimizer(), work.maxGradientNorm(), TrainingWork.RATE, parameters);
  }

  private TorchModel model(StandardWork work, TorchBatch batch) {
    int rows = work.rows();
    if (work instanceof TinyWork tiny) {
      VisionTower image = new VisionTower(parameters, batch, tiny.depth());
      TextTower text = new TextTower(parameters, batch, tiny.context(), tiny.depth());
      return new PairModel(parameters, image, text, rows);
    }
    if (work instanceof ConvolutionWork) {
      ConvolutionTower image = new ConvolutionTower(parameters, batch);
      TextTower text = new TextTower(parameters, batch, 32, 6);
      return new PairModel(parameters, image, text, rows);
    }
    if (work instanceof SpectrogramWork) {
      return new SpectrogramModel(parameters, batch, rows);
    }
    if (work instanceof BlockWork block) {
      return new BlockModel(parameters, batch, block.tokens());
    }
    throw new IllegalArgumentException("expected a known work, found " + work);
  }

  /** One training step; gives its loss. */
  double step() {
    try (NDScope step = new NDScope()) {
      step.suppressNotUsedWarning();
      parameters.track();
      NDArray loss;
      try (GradientCollector gradients = Engine.getEngine(ENGINE).newGradientCollector()) {
        loss = Scoped.result(model::loss);
        gradients.backward(loss);
      }
      optimizer.update();
      return loss.getFloat();
    } finally {
      parameters.untrack();
    }
  }

  /** The forward pass alone; gives each tower's rows on the heap, image then text. */
  float[][] embed() {
    try (NDScope step = new NDScope()) {
      step.suppressNotUsedWarning();
      NDList embeddings = model.embed();
      return new float[][] {embeddings.get(0).toFloatArray(), embeddings.get(1).toFloatArray()};
    }
  }

  /** Takes this project's weights over, by name. */
  void load(Map<String, Tensor> weights) {
    parameters.load(weights);
  }

  /** Numbers in all parameters together. */
  long parameterCount() {
    return parameters.count();
  }

  @Override
  public void close() {
    manager.close();
  }
}
