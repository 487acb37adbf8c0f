package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.image.encoder.ConvolutionalNetwork;
import dev.attune.text.encoder.TextTransformer;

/**
 * The first run's image tower beside {@code tiny}'s text tower: four 3×3 convolutions of stride 2
 * (64 × 64 × 3; 32, 64, 128, 192 channels), each with batch norm and ReLU, the mean over all
 * pixels; CLIP in 128 dimensions, AdamW, gradients clipped at 1. Inputs: {@code image.pixels}
 * [rows, 3, 64, 64], {@code text.ids} and {@code text.mask} [rows, 32].
 *
 * @param rows pairs of a batch
 */
public record ConvolutionWork(int rows) implements StandardWork {

  @Override
  public String name() {
    return "conv";
  }

  @Override
  public OptimizerConfig optimizer() {
    return TowerPair.OPTIMIZER;
  }

  @Override
  public double maxGradientNorm() {
    return TowerPair.MAX_GRADIENT_NORM;
  }

  @Override
  public TrainingSpec training() {
    return towers().training(rows);
  }

  @Override
  public Batch batch() {
    return towers().batch(rows);
  }

  private static TowerPair towers() {
    return new TowerPair(ConvolutionalNetwork.preset("first_run"), TextTransformer.preset("tiny"));
  }
}
