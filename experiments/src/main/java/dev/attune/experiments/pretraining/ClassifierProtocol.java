package dev.attune.experiments.pretraining;

import dev.attune.engine.Tensor;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.Interval;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.TaskConfig;
import dev.attune.pretraining.method.Classification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a classifier that was trained with its encoder gets right: the supervised model, or the
 * fine-tuned one where the encoder was pretrained.
 */
record ClassifierProtocol(PretrainingConfig config, PretrainingData data, Bootstrap bootstrap) {
  /** The protocol's name in the rows. */
  static final String NAME = "classifier";

  /**
   * A row for each task that classifies.
   *
   * @param weights the run's, heads included
   */
  List<EvaluationRow> evaluate(
      String split, Features features, List<Integer> items, Map<String, Tensor> weights) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (TaskConfig task : config.tasks()) {
      String head = task.name() + "." + Classification.CLASSIFIER + ".";
      if (task.method() instanceof Classification && weights.containsKey(head + "weight")) {
        double[] hits = hits(features, items, weights, head);
        double mean = 0;
        for (double hit : hits) {
          mean += hit / hits.length;
        }
        Interval interval =
            bootstrap.meanIntervals(Clusters.single(hits.length), new double[][] {hits}).get(0);
        rows.add(
            new EvaluationRow(
                NAME,
                split,
                config.modality(),
                "class",
                "accuracy",
                "share of test rows whose class the trained classifier predicts",
                mean,
                interval,
                hits.length,
                data.seen().cardinality(),
                Map.of()));
      }
    }
    return rows;
  }

  private double[] hits(
      Features features, List<Integer> items, Map<String, Tensor> weights, String head) {
    float[][] vectors = features.of(items);
    float[] weight = weights.get(head + "weight").values();
    float[] bias = weights.get(head + "bias").values();
    double[] hits = new double[vectors.length];
    for (int row = 0; row < hits.length; row++) {
      int right = data.label(items.get(row)).orElseThrow();
      hits[row] = predicted(vectors[row], weight, bias) == right ? 1 : 0;
    }
    return hits;
  }

  private static int predicted(float[] vector, float[] weight, float[] bias) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < bias.length; c++) {
      double logit = bias[c];
      for (int d = 0; d < vector.length; d++) {
        logit += (double) vector[d] * weight[d * bias.length + c];
      }
      if (logit > highest) {
        highest = logit;
        best = c;
      }
    }
    return best;
  }
}
