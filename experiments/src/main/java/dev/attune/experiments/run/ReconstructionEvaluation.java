package dev.attune.experiments.run;

import dev.attune.alignment.Reconstruction;
import dev.attune.augmentation.Seeds;
import dev.attune.datasets.Item;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.engine.Tensor;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.ReconstructionProtocol;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.modality.Modality;
import dev.attune.experiments.run.ReconstructionErrors.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each reconstruction on the items of every split that have all that it reads. */
final class ReconstructionEvaluation {
  private final Questions questions;
  private final Towers towers;
  private final ReconstructionProtocol protocol;
  private final Seeds seeds;

  ReconstructionEvaluation(Questions questions, Towers towers, ExperimentConfig config) {
    this.questions = questions;
    this.towers = towers;
    this.protocol =
        new ReconstructionProtocol(new Bootstrap(config.evaluation().bootstrapResamples(), 0));
    this.seeds = new Seeds(config.data().splitSeed());
  }

  /** The rows of all splits. */
  List<EvaluationRow> evaluate(Map<String, Tensor> weights) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (HiddenPatches hidden : towers.hidden()) {
      try (ReconstructionErrors errors = new ReconstructionErrors(hidden, towers, weights, seeds)) {
        for (EvaluationSplit split : questions.splits()) {
          rows.addAll(rows(split, hidden.reconstruction(), errors));
        }
      }
    }
    return rows;
  }

  private List<EvaluationRow> rows(
      EvaluationSplit split, Reconstruction reconstruction, ReconstructionErrors compiled) {
    List<Example> examples = examples(split, reconstruction);
    if (examples.isEmpty()) {
      return List.of();
    }
    Map<String, double[]> errors = compiled.of(examples);
    double[] own = errors.remove(ReconstructionErrors.OWN_PAIR);
    String given =
        reconstruction.given().isEmpty() ? "nothing" : String.join(" and ", reconstruction.given());
    return protocol.evaluate(
        new ReconstructionProtocol.Question(split.name(), given, reconstruction.target()),
        own,
        Clusters.of(examples.stream().map(Example::cluster).toList()),
        errors);
  }

  private List<Example> examples(EvaluationSplit split, Reconstruction reconstruction) {
    List<String> needed = new ArrayList<>(reconstruction.given());
    needed.add(reconstruction.target());
    Map<Integer, String> captions = new LinkedHashMap<>();
    for (Query query : split.queries()) {
      captions.putIfAbsent(query.item(), query.caption());
    }
    List<Example> examples = new ArrayList<>();
    for (int position : split.gallery()) {
      Item item = questions.data().item(position);
      boolean asked = !needed.contains("text") || captions.containsKey(position);
      if (asked && needed.stream().allMatch(name -> Modality.has(item, name))) {
        Map<String, String> contents = new LinkedHashMap<>();
        needed.forEach(
            name ->
                contents.put(
                    name,
                    name.equals("text") ? captions.get(position) : Modality.file(item, name)));
        String cluster = item.group().orElse(item.id());
        examples.add(new Example(item.id(), cluster, item.language().orElse(""), contents));
      }
    }
    return examples;
  }
}
