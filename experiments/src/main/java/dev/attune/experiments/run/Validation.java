package dev.attune.experiments.run;

import dev.attune.alignment.PairLoss;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.training.StepRecord;
import dev.attune.evaluation.EmbeddingSet;
import dev.attune.evaluation.Ranking;
import dev.attune.evaluation.RankingMetric;
import dev.attune.evaluation.Relevance;
import dev.attune.evaluation.Scores;
import dev.attune.objectives.ClipObjective;
import dev.attune.pretraining.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is measured during training: recall at 10 on the validation part, both directions of every
 * pair that is trained; the mean over the languages where each is asked alone.
 */
final class Validation implements RunValidation {
  private static final int K = 10;
  private static final String DECIDING = "recall@10";

  private final ExperimentData data;
  private final Towers towers;
  private final Watch watch;
  private final TrainingDisplay display;

  Validation(ExperimentData data, Towers towers, Watch watch, TrainingDisplay display) {
    this.data = data;
    this.towers = towers;
    this.watch = watch;
    this.display = display;
  }

  /** A watch over the pairs' losses and scales. */
  static Watch watch(Towers towers, int rows, long steps) {
    Map<String, Double> chance = new LinkedHashMap<>();
    Map<String, Double> limits = new LinkedHashMap<>();
    List<PairLoss> pairs = towers.alignment().pairs();
    for (PairLoss pair : pairs) {
      if (pair.objective() instanceof ClipObjective clip) {
        String prefix = pairs.size() == 1 ? "" : pair.name() + ".";
        limits.put(prefix + "logit_scale", clip.maxLogitScale());
        if (pairs.size() == 1 && towers.alignment().reconstructions().isEmpty()) {
          chance.put("loss", pair.weight() * Math.log(rows));
        }
      }
    }
    return new Watch(chance, limits, steps);
  }

  @Override
  public void stepped(StepRecord step) {
    watch
        .stepped(step.step(), step.result().loss(), step.result().reported())
        .forEach(display::note);
  }

  @Override
  public String deciding() {
    return DECIDING;
  }

  /** Figures by name, {@value #DECIDING} their mean; none without a validation part. */
  @Override
  public Map<String, Double> measure(TrainingSession session) {
    Optional<EvaluationSplit> validation =
        data.plan().validation().filter(split -> Questions.asks(data.data(), split));
    if (validation.isEmpty()) {
      return Map.of();
    }
    Questions questions = data.questions(List.of(validation.get()));
    Map<String, Double> figures = new LinkedHashMap<>();
    try (Embedders embedders = towers.embedders(session.weights())) {
      Embedded embedded = Embedded.of(questions, embedders.byModality());
      for (PairLoss pair : towers.alignment().pairs()) {
        put(figures, questions, embedded, pair.right(), pair.left());
        put(figures, questions, embedded, pair.left(), pair.right());
      }
    }
    if (!figures.isEmpty()) {
      double mean = figures.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
      figures.put(DECIDING, mean);
    }
    return figures;
  }

  private void put(
      Map<String, Double> figures, Questions questions, Embedded embedded, String from, String to) {
    Dataset items = data.data();
    List<Double> found = new ArrayList<>();
    for (EvaluationSplit split : questions.splits()) {
      List<Entry> asking = questions.having(questions.asking(split, from), to);
      List<Entry> gallery = questions.having(questions.gallery(split, split.gallery(), to), from);
      if (!asking.isEmpty()) {
        found.add(
            recall(
                embedded.side(from, from, items, asking), embedded.side(to, to, items, gallery)));
      }
    }
    found.stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .ifPresent(mean -> figures.put(from + "_to_" + to + "_recall@10", mean));
  }

  private static double recall(EmbeddingSet queries, EmbeddingSet gallery) {
    Relevance relevance = Relevance.byId(queries.ids(), gallery.ids());
    Ranking ranking = Ranking.of(Scores.dot(queries.rows(), gallery.rows()), relevance, K);
    return ranking.mean(RankingMetric.RECALL, K);
  }
}
