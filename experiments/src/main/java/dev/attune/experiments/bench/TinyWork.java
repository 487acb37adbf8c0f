package dev.attune.experiments.bench;

import dev.attune.alignment.Alignment;
import dev.attune.alignment.AlignmentTraining;
import dev.attune.alignment.PairLoss;
import dev.attune.engine.Batch;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Encoder;
import dev.attune.image.encoder.VisionTransformer;
import dev.attune.objectives.ClipObjective;
import dev.attune.text.encoder.TextTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** The standard work {@code tiny} (docs/figures.md) on this project's engine. */
final class TinyWork implements AutoCloseable {
  private static final int SHARED = 128;

  private final TrainingSession session;
  private final Batch batch;
  private long step;

  TinyWork(Executor executor, int rows) {
    VisionTransformer image = VisionTransformer.preset("tiny");
    TextTransformer text = TextTransformer.preset("tiny");
    Map<String, Encoder> towers = Map.of(image.name(), image, text.name(), text);
    PairLoss pair = new PairLoss(image.name(), text.name(), ClipObjective.defaults(), 1);
    Alignment alignment = new Alignment(towers, SHARED, List.of(pair), Set.of());
    AlignmentTraining settings = new AlignmentTraining(AdamWConfig.DEFAULTS, 1.0, 1, 1);
    session = executor.train(alignment.training(rows, settings));
    batch = batch(rows, image, text, pair);
  }

  private static Batch batch(
      int rows, VisionTransformer image, TextTransformer text, PairLoss pair) {
    SplittableRandom random = new SplittableRandom(1);
    float[] pixels = new float[rows * 3 * image.imageSize() * image.imageSize()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    int[] ids = new int[rows * text.context()];
    Arrays.setAll(ids, i -> random.nextInt(text.vocabulary()));
    float[] mask = new float[ids.length];
    Arrays.fill(mask, 1);
    float[] positives = new float[rows * rows];
    return new Batch(
        rows,
        Map.of("image.pixels", pixels, "text.mask", mask, pair.positivesInput(), positives),
        Map.of("text.ids", ids));
  }

  /** One training step; gives its loss. */
  double step() {
    return session.step(List.of(batch), step++, 1e-4).loss();
  }

  /** Off-heap bytes of parameters, gradients, optimiser and intermediates. */
  long bytes() {
    return session.bytes();
  }

  @Override
  public void close() {
    session.close();
  }
}
