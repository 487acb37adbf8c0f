package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.CrossEntropy;
import dev.attune.graph.layer.LayerNorm;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.layer.PatchEmbedding;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.TransformerBlock;
import java.util.List;
import java.util.Map;

/**
 * A small audio spectrogram transformer (arXiv:2104.01778): 128 mel bands × 256 frames in patches
 * of 16 × 16, width 192, depth 6, heads 3, mean of the 128 patches, a linear classifier of 527
 * classes (AudioSet's), cross entropy, AdamW, gradients clipped at 1. Inputs: {@code spectrograms}
 * [rows, 1, 128, 256], {@code targets} [rows, 527], one-hot.
 *
 * @param rows spectrograms of a batch
 */
public record SpectrogramWork(int rows) implements StandardWork {
  /** Mel bands. */
  public static final int BANDS = 128;

  /** Frames in time. */
  public static final int FRAMES = 256;

  /** Classes that the classifier tells apart. */
  public static final int CLASSES = 527;

  private static final int PATCH = 16;
  private static final int WIDTH = 192;
  private static final int DEPTH = 6;
  private static final int HEADS = 3;
  private static final long SEED = 1;

  @Override
  public String name() {
    return "spectrogram";
  }

  @Override
  public OptimizerConfig optimizer() {
    return AdamWConfig.DEFAULTS;
  }

  @Override
  public double maxGradientNorm() {
    return 1;
  }

  @Override
  public TrainingSpec training() {
    Graph g = Graph.create(Graph.Mode.TRAINING);
    Value spectrograms = g.input("spectrograms", rows, 1, BANDS, FRAMES);
    Value targets = g.input("targets", rows, CLASSES);
    Value x = new PatchEmbedding(PATCH, WIDTH).apply(g.at("patches"), spectrograms);
    x = PositionEmbedding.standard().apply(g, x); // [rows, 128, WIDTH]
    for (int block = 0; block < DEPTH; block++) {
      x = new TransformerBlock(HEADS, 0, 0).apply(g.at("blocks", block), x, AttentionMask.open());
    }
    Value pooled = Pooling.mean(LayerNorm.standard().apply(g.at("norm"), x));
    Value logits = Linear.of(CLASSES).apply(g.at("classifier"), pooled);
    Value loss = CrossEntropy.mean(logits, targets);
    return new TrainingSpec(
        g, loss, Map.of(), name -> false, optimizer(), maxGradientNorm(), 1, List.of(), SEED);
  }

  @Override
  public Batch batch() {
    FixedArrays arrays = new FixedArrays(SEED);
    float[] spectrograms = arrays.normal(rows, 1, BANDS, FRAMES);
    float[] targets = arrays.oneHot(rows, CLASSES);
    return new Batch(rows, Map.of("spectrograms", spectrograms, "targets", targets), Map.of());
  }
}
