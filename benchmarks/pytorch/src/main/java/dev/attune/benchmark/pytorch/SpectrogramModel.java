package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.attune.experiments.bench.SpectrogramWork;

/** {@link SpectrogramWork}. */
final class SpectrogramModel implements TorchModel {
  private static final int PATCH = 16;
  private static final int DEPTH = 6;

  private final NDArray spectrograms;
  private final NDArray weights;
  private final PatchLayer patches;
  private final TransformerLayers transformer;
  private final LinearLayer classifier;

  SpectrogramModel(TorchParameters parameters, TorchBatch batch, int rows) {
    spectrograms = batch.floats("spectrograms", 1, SpectrogramWork.BANDS, SpectrogramWork.FRAMES);
    try (NDArray targets = batch.floats("targets", SpectrogramWork.CLASSES);
        NDArray share = parameters.manager().full(new Shape(1), -1f / rows)) {
      weights = targets.mul(share);
    }
    patches = PatchLayer.of(parameters, "", PATCH, 1, TransformerLayers.WIDTH);
    int tokens = SpectrogramWork.BANDS / PATCH * (SpectrogramWork.FRAMES / PATCH);
    transformer = TransformerLayers.of(parameters, "", tokens, DEPTH);
    classifier =
        LinearLayer.of(parameters, "classifier", TransformerLayers.WIDTH, SpectrogramWork.CLASSES);
  }

  @Override
  public NDArray loss() {
    NDArray tokens = transformer.apply(patches.apply(spectrograms), null);
    NDArray logits = classifier.apply(tokens.mean(new int[] {1}));
    return logits.logSoftmax(1).mul(weights).sum();
  }
}
