package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.RetrievalProtocol;
import dev.attune.evaluation.ZeroShotProtocol;
import dev.attune.evaluation.ZeroShotProtocol.Space;
import dev.attune.experiments.modality.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Images and sounds classified by the nearest of their data set's labels, put into prompt templates
 * (arXiv:2103.00020), on every split whose items have labels.
 */
final class ZeroShotEvaluation {
  private final Dataset data;
  private final List<String> templates;
  private final List<String> classes;
  private final ZeroShotProtocol protocol;

  ZeroShotEvaluation(Dataset data, List<String> templates, int resamples) {
    this.data = data;
    this.templates = templates;
    TreeSet<String> labels = new TreeSet<>();
    data.items().forEach(item -> item.label().ifPresent(labels::add));
    classes = List.copyOf(labels);
    protocol = new ZeroShotProtocol(new Bootstrap(resamples, 0), 0);
  }

  /** One vector a class. */
  float[][] prototypes(Embedder encoder) {
    float[][][] prompts = new float[classes.size()][][];
    for (int c = 0; c < prompts.length; c++) {
      String label = classes.get(c);
      prompts[c] = encoder.embed(templates.stream().map(t -> t.replace("{label}", label)).toList());
    }
    return ZeroShotProtocol.prototypes(prompts);
  }

  /**
   * The rows of all splits with labels.
   *
   * @param modality what is classified
   */
  List<EvaluationRow> evaluate(
      String modality,
      Questions questions,
      Embedded embedded,
      float[][] prototypes,
      Embedded random,
      float[][] randomPrototypes) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (EvaluationSplit split : questions.splits()) {
      List<Entry> entries =
          questions.asking(split, modality).stream()
              .filter(entry -> data.item(entry.item()).label().isPresent())
              .toList();
      if (entries.isEmpty() || classes.size() < 2) {
        continue;
      }
      int[] labels =
          entries.stream()
              .mapToInt(entry -> classes.indexOf(data.item(entry.item()).label().get()))
              .toArray();
      rows.addAll(
          protocol.evaluate(
              split.name(),
              modality,
              new Space(vectors(modality, entries, embedded), prototypes),
              labels,
              Clusters.single(labels.length),
              Map.of(
                  RetrievalProtocol.RANDOM_ENCODER,
                  new Space(vectors(modality, entries, random), randomPrototypes))));
    }
    return rows;
  }

  private static float[][] vectors(String modality, List<Entry> entries, Embedded embedded) {
    return entries.stream().map(e -> embedded.vector(modality, e)).toArray(float[][]::new);
  }
}
