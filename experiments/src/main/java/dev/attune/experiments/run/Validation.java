package dev.attune.experiments.run;

import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.evaluation.EmbeddingSet;
import dev.attune.evaluation.Ranking;
import dev.attune.evaluation.RankingMetric;
import dev.attune.evaluation.Relevance;
import dev.attune.evaluation.Scores;
import dev.attune.image.ImageEncoder;
import dev.attune.text.TextEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is measured during training: recall at 10 on the validation part, both directions. */
final class Validation {
  private static final int K = 10;

  private final ExperimentData data;
  private final Towers towers;

  Validation(ExperimentData data, Towers towers) {
    this.data = data;
    this.towers = towers;
  }

  /** Figures by name, {@value RunObserver#DECIDING} their mean; none without a validation part. */
  Map<String, Double> measure(TrainingSession session) {
    Optional<EvaluationSplit> validation =
        data.plan().validation().filter(split -> !split.queries().isEmpty());
    if (validation.isEmpty()) {
      return Map.of();
    }
    EvaluationSplit split = validation.get();
    Map<String, Tensor> weights = session.weights();
    try (ImageEncoder images = towers.imageEncoder(weights);
        TextEncoder texts = towers.textEncoder(weights)) {
      Embedded embedded = Embedded.of(data.data(), List.of(split), images, texts);
      EmbeddingSet captions = embedded.texts("text", data.data(), split.queries());
      List<Integer> asking = split.queries().stream().map(Query::item).distinct().toList();
      double text = recall(captions, embedded.images("image", data.data(), split.gallery()));
      double image = recall(embedded.images("image", data.data(), asking), captions);
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("text_to_image_recall@10", text);
      figures.put("image_to_text_recall@10", image);
      figures.put(RunObserver.DECIDING, (text + image) / 2);
      return figures;
    }
  }

  private static double recall(EmbeddingSet queries, EmbeddingSet gallery) {
    Relevance relevance = Relevance.byId(queries.ids(), gallery.ids());
    Ranking ranking = Ranking.of(Scores.dot(queries.rows(), gallery.rows()), relevance, K);
    return ranking.mean(RankingMetric.RECALL, K);
  }
}
