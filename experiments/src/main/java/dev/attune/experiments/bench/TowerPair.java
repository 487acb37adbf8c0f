package dev.attune.experiments.bench;

import dev.attune.alignment.Alignment;
import dev.attune.alignment.AlignmentTraining;
import dev.attune.alignment.PairLoss;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.graph.operation.Normalisation;
import dev.attune.image.encoder.ImageTower;
import dev.attune.objectives.ClipObjective;
import dev.attune.text.encoder.TextTransformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An image tower and a text tower, both projected to 128 dimensions, drawn together by CLIP.
 *
 * @param image reads {@code image.pixels} [rows, 3, size, size]
 * @param text reads {@code text.ids} and {@code text.mask} [rows, context]
 */
record TowerPair(ImageTower image, TextTransformer text) {
  static final AdamWConfig OPTIMIZER = AdamWConfig.DEFAULTS;
  static final double MAX_GRADIENT_NORM = 1;

  private static final int SHARED = 128;
  private static final double EPSILON = 1e-6;
  private static final long SEED = 1;

  TrainingSpec training(int rows) {
    Alignment alignment =
        new Alignment(
            Map.of(image.name(), image, text.name(), text), SHARED, List.of(pair()), Set.of());
    return alignment.training(rows, new AlignmentTraining(OPTIMIZER, MAX_GRADIENT_NORM, 1, SEED));
  }

  /** Normal pixels, random ids, no padding, no positives off the diagonal. */
  Batch batch(int rows) {
    FixedArrays arrays = new FixedArrays(SEED);
    float[] pixels = arrays.normal(rows, image.channels(), image.imageSize(), image.imageSize());
    int[] ids = arrays.ids(text.vocabulary(), rows, text.context());
    float[] mask = FixedArrays.constant(1, rows, text.context());
    float[] positives = FixedArrays.constant(0, rows, rows);
    return new Batch(
        rows,
        Map.of("image.pixels", pixels, "text.mask", mask, pair().positivesInput(), positives),
        Map.of("text.ids", ids));
  }

  EmbeddingWork embedding(Executor executor, int rows) {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Map<String, Value> embeddings = new LinkedHashMap<>();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (ProjectedEncoder tower :
        List.of(new ProjectedEncoder(image, SHARED), new ProjectedEncoder(text, SHARED))) {
      Graph own = graph.at(tower.name());
      Value vectors = tower.encode(graph, own.inputs(tower.inputs(rows)));
      embeddings.put(tower.name(), Normalisation.l2(vectors, EPSILON));
      weights.putAll(TowerWeights.initial(tower, SEED));
    }
    Batch batch = batch(rows).only(graph.inputs().keySet());
    return new EmbeddingWork(executor.infer(graph, embeddings, weights), weights, batch);
  }

  private PairLoss pair() {
    return PairLoss.whole(image.name(), text.name(), ClipObjective.defaults(), 1);
  }
}
