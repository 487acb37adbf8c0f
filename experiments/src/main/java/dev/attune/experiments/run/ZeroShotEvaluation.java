package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.RetrievalProtocol;
import dev.attune.evaluation.ZeroShotProtocol;
import dev.attune.evaluation.ZeroShotProtocol.Space;
import dev.attune.text.TextEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Images classified by the nearest of their data set's labels, put into prompt templates
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
  float[][] prototypes(TextEncoder encoder) {
    float[][][] prompts = new float[classes.size()][][];
    for (int c = 0; c < prompts.length; c++) {
      String label = classes.get(c);
      prompts[c] = encoder.embed(templates.stream().map(t -> t.replace("{label}", label)).toList());
    }
    return ZeroShotProtocol.prototypes(prompts);
  }

  /** The rows of all splits with labels. */
  List<EvaluationRow> evaluate(
      List<EvaluationSplit> splits,
      Embedded embedded,
      float[][] prototypes,
      Embedded random,
      float[][] randomPrototypes) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (EvaluationSplit split : splits) {
      List<Integer> items =
          split.queries().stream()
              .map(Query::item)
              .distinct()
              .filter(i -> data.item(i).label().isPresent())
              .toList();
      if (items.isEmpty() || classes.size() < 2) {
        continue;
      }
      int[] labels =
          items.stream().mapToInt(i -> classes.indexOf(data.item(i).label().get())).toArray();
      rows.addAll(
          protocol.evaluate(
              split.name(),
              "image",
              new Space(vectors(items, embedded), prototypes),
              labels,
              Clusters.single(labels.length),
              Map.of(
                  RetrievalProtocol.RANDOM_ENCODER,
                  new Space(vectors(items, random), randomPrototypes))));
    }
    return rows;
  }

  private static float[][] vectors(List<Integer> items, Embedded embedded) {
    return items.stream().map(embedded.images()::get).toArray(float[][]::new);
  }
}
