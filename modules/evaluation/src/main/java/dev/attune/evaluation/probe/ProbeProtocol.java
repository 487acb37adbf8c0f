package dev.attune.evaluation.probe;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.ShuffledLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Nearest neighbours and a linear probe on frozen features: fitted on a training part, their
 * settings chosen on a validation part, measured once on a test part.
 *
 * @param neighbours numbers of neighbours to choose from
 * @param strengths L2 penalties of the linear probe to choose from
 * @param bootstrap how intervals over the test rows are drawn
 */
public record ProbeProtocol(List<Integer> neighbours, List<Double> strengths, Bootstrap bootstrap) {
  /** The protocol's name in the rows. */
  public static final String NAME = "probe";

  private static final List<String> METRICS = List.of("knn_accuracy", "linear_accuracy");

  /** k of 1, 5 and 20; penalties from 1e-4 to 1 by tens. */
  public static ProbeProtocol standard(Bootstrap bootstrap) {
    return new ProbeProtocol(List.of(1, 5, 20), List.of(1e-4, 1e-3, 1e-2, 1e-1, 1.0), bootstrap);
  }

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if there is nothing to choose from
   */
  public ProbeProtocol {
    neighbours = List.copyOf(neighbours);
    strengths = List.copyOf(strengths);
    Objects.requireNonNull(bootstrap, "bootstrap");
    if (neighbours.isEmpty() || strengths.isEmpty()) {
      throw new IllegalArgumentException(
          "probe: expected at least one k and one strength, found %s and %s"
              .formatted(neighbours, strengths));
    }
  }

  /** The three parts of a data set under one encoder; rows of one class have one label. */
  public record Parts(LabelledRows train, LabelledRows validation, LabelledRows test) {
    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException if widths differ
     */
    public Parts {
      for (LabelledRows part : List.of(validation, test)) {
        if (part.width() != train.width()) {
          throw new IllegalArgumentException(
              "probe: expected width %d in every part, found %d"
                  .formatted(train.width(), part.width()));
        }
      }
    }

    private Parts withLabels(int... labels) {
      return new Parts(new LabelledRows(train.features(), labels), validation, test);
    }

    /** Classes of all parts. */
    int classes() {
      return Math.max(train.classes(), Math.max(validation.classes(), test.classes()));
    }
  }

  /**
   * Measures.
   *
   * @param split the test part's name, for the rows
   * @param encoder what made the features, for the rows
   * @param clusters which test rows are drawn together
   * @param controls by name, the same rows under other encoders, such as a random one; {@value
   *     ShuffledLabels#NAME} is added here
   * @return rows of {@code knn_accuracy} and {@code linear_accuracy}
   * @throws IllegalArgumentException if the training rows have one class, or a control has other
   *     rows
   */
  public List<EvaluationRow> evaluate(
      String split, String encoder, Parts parts, Clusters clusters, Map<String, Parts> controls) {
    List<Estimate> figures = figures(parts, clusters);
    Map<String, List<Estimate>> beside = new LinkedHashMap<>();
    controls.forEach(
        (control, other) -> {
          requireSameRows(control, parts, other);
          beside.put(control, figures(other, clusters));
        });
    beside.put(
        ShuffledLabels.NAME,
        figures(
            parts.withLabels(ShuffledLabels.of(parts.train.labels(), bootstrap.seed())), clusters));
    List<EvaluationRow> rows = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      rows.add(
          new EvaluationRow(
              NAME,
              split,
              encoder,
              "class",
              METRICS.get(m),
              "share of test rows whose class is predicted; settings chosen on the validation part",
              figures.get(m).value(),
              figures.get(m).ci95(),
              parts.test.size(),
              parts.train.size(),
              Estimate.each(beside, m)));
    }
    return List.copyOf(rows);
  }

  private static void requireSameRows(String control, Parts expected, Parts found) {
    if (found.train.size() != expected.train.size()
        || found.validation.size() != expected.validation.size()
        || found.test.size() != expected.test.size()) {
      throw new IllegalArgumentException(
          "control %s: expected %d, %d and %d rows, found %d, %d and %d"
              .formatted(
                  control,
                  expected.train.size(),
                  expected.validation.size(),
                  expected.test.size(),
                  found.train.size(),
                  found.validation.size(),
                  found.test.size()));
    }
  }

  private List<Estimate> figures(Parts parts, Clusters clusters) {
    return List.of(
        estimate(neighbours(parts), parts.test.labels(), clusters),
        estimate(
            LinearProbe.chosen(parts.train, parts, strengths).predict(parts.test.features()),
            parts.test.labels(),
            clusters));
  }

  private int[] neighbours(Parts parts) {
    NearestNeighbours best = null;
    int most = -1;
    for (int k : neighbours) {
      NearestNeighbours candidate = NearestNeighbours.majority(k);
      int[] predicted = candidate.predict(parts.train, parts.validation.features());
      int right = LinearProbe.right(predicted, parts.validation.labels());
      if (right > most) {
        best = candidate;
        most = right;
      }
    }
    return best.predict(parts.train, parts.test.features());
  }

  private Estimate estimate(int[] predicted, int[] labels, Clusters clusters) {
    double[] hits = new double[labels.length];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = predicted[i] == labels[i] ? 1 : 0;
    }
    double mean = (double) LinearProbe.right(predicted, labels) / labels.length;
    return new Estimate(mean, bootstrap.meanIntervals(clusters, new double[][] {hits}).get(0));
  }
}
