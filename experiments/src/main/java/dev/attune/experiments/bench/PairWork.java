package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.image.encoder.VisionTransformer;
import dev.attune.text.encoder.TextPooling;
import dev.attune.text.encoder.TextTransformer;

/**
 * The standard works {@code s16} and {@code b32} (benchmarks/gpu/README.md): transformers of 224 ×
 * 224 pictures and of 77 tokens out of 49,408, both to 128 dimensions, CLIP, AdamW, gradients
 * clipped at 1. Inputs: {@code image.pixels} [rows, 3, 224, 224], {@code text.ids} and {@code
 * text.mask} [rows, 77].
 *
 * @param name which
 * @param rows pairs of a batch
 * @param towers what is trained
 */
record PairWork(String name, int rows, TowerPair towers) implements StandardWork {
  private static final int VOCABULARY = 49_408;
  private static final int CONTEXT = 77;
  private static final int DEPTH = 12;

  /** Patches of 16, both towers 384 wide with 6 heads. */
  static PairWork s16(int rows) {
    return of("s16", rows, 384, 6);
  }

  /** CLIP's ViT-B/32 and a text tower 512 wide with 8 heads. */
  static PairWork b32(int rows) {
    return of("b32", rows, 512, 8);
  }

  private static PairWork of(String name, int rows, int width, int heads) {
    TextTransformer text =
        new TextTransformer(
            VOCABULARY, CONTEXT, width, DEPTH, heads, 0, 0, TextPooling.MASKED_MEAN);
    return new PairWork(name, rows, new TowerPair(VisionTransformer.preset(name), text));
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
    return towers.training(rows);
  }

  @Override
  public Batch batch() {
    return towers.batch(rows);
  }
}
