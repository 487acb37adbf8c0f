package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.image.encoder.ImagePooling;
import dev.attune.image.encoder.VisionTransformer;
import dev.attune.text.encoder.TextPooling;
import dev.attune.text.encoder.TextTransformer;

/**
 * The standard work {@code tiny} (docs/figures.md), or one that grows from it: a vision transformer
 * (64 × 64 × 3, patch 8, width 192, heads 3, mean) and a text transformer (vocabulary 8,192, width
 * 192, heads 3, masked mean), both to 128 dimensions, CLIP, AdamW, gradients clipped at 1. Inputs:
 * {@code image.pixels} [rows, 3, 64, 64], {@code text.ids} and {@code text.mask} [rows, context].
 *
 * @param rows pairs of a batch
 * @param context tokens of a text; 32 in {@code tiny} itself
 * @param depth blocks of each tower; 6 in {@code tiny} itself
 */
public record TinyWork(int rows, int context, int depth) implements StandardWork {

  /** {@code tiny} itself. */
  public static TinyWork of(int rows) {
    return new TinyWork(rows, 32, 6);
  }

  @Override
  public String name() {
    return "tiny";
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

  /** Opens the towers' forward pass alone, with weights as they are drawn at first. */
  public EmbeddingWork embedding(Executor executor) {
    return towers().embedding(executor, rows);
  }

  private TowerPair towers() {
    return new TowerPair(
        new VisionTransformer(64, 8, 3, 192, depth, 3, 0, 0, ImagePooling.MEAN),
        new TextTransformer(8192, context, 192, depth, 3, 0, 0, TextPooling.MASKED_MEAN));
  }
}
