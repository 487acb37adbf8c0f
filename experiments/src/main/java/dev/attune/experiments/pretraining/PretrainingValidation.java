package dev.attune.experiments.pretraining;

import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.training.StepRecord;
import dev.attune.evaluation.Geometry;
import dev.attune.evaluation.probe.LabelledRows;
import dev.attune.evaluation.probe.NearestNeighbours;
import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.modality.Modality;
import dev.attune.experiments.run.RunValidation;
import dev.attune.experiments.run.Sample;
import dev.attune.experiments.run.TrainingDisplay;
import dev.attune.pretraining.Watch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is measured while an encoder is pretrained: five nearest neighbours on a part of the
 * validation items, and the rank of their vectors; a {@link Watch} is told of all.
 */
final class PretrainingValidation implements RunValidation {
  private static final int MOST_VALIDATED = 1000;
  private static final int MOST_VOTING = 4000;
  private static final int NEIGHBOURS = 5;
  private static final String RANK = "rank_me";
  private static final String ACCURACY = "knn_accuracy";

  private final PretrainingData data;
  private final Modality modality;
  private final Executor executor;
  private final Watch watch;
  private final TrainingDisplay display;
  private final List<Integer> validated;
  private final List<Integer> voting;

  PretrainingValidation(
      PretrainingData data,
      Modality modality,
      Executor executor,
      Watch watch,
      TrainingDisplay display) {
    this.data = data;
    this.modality = modality;
    this.executor = executor;
    this.watch = watch;
    this.display = display;
    this.validated = Sample.of(data.validation(), MOST_VALIDATED);
    this.voting =
        data.classes().size() < 2
            ? List.of()
            : Sample.of(labelled(data.plan().train()), MOST_VOTING);
  }

  private List<Integer> labelled(List<Integer> positions) {
    return positions.stream().filter(position -> data.label(position).isPresent()).toList();
  }

  @Override
  public Map<String, Double> measure(TrainingSession session) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (validated.isEmpty()) {
      return figures;
    }
    try (Embedder embedder = modality.embedder(modality.tower(), session.weights(), executor)) {
      float[][] vectors = embedder.embed(contents(validated));
      if (!voting.isEmpty()) {
        figures.put(ACCURACY, accuracy(vectors, embedder.embed(contents(voting))));
      }
      // Vectors of zeros have no rank to speak of.
      double rank = Geometry.of(doubles(vectors)).getOrDefault(RANK, 0.0);
      figures.put(RANK, rank);
      watch.ranked(rank).forEach(display::note);
    }
    return figures;
  }

  private double accuracy(float[][] vectors, float[][] votes) {
    int[] labels = voting.stream().mapToInt(i -> data.label(i).orElseThrow()).toArray();
    int[] predicted =
        NearestNeighbours.majority(NEIGHBOURS).predict(new LabelledRows(votes, labels), vectors);
    return IntStream.range(0, predicted.length)
            .filter(row -> data.label(validated.get(row)).orElse(-1) == predicted[row])
            .count()
        / (double) predicted.length;
  }

  private List<String> contents(List<Integer> positions) {
    return positions.stream().map(i -> data.content(i, modality.name())).toList();
  }

  private static double[][] doubles(float[][] rows) {
    double[][] wide = new double[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < wide[i].length; d++) {
        wide[i][d] = rows[i][d];
      }
    }
    return wide;
  }

  @Override
  public String deciding() {
    return voting.isEmpty() ? RANK : ACCURACY;
  }

  @Override
  public void stepped(StepRecord step) {
    watch
        .stepped(step.step(), step.result().loss(), step.result().reported())
        .forEach(display::note);
  }
}
