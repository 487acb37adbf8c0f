package dev.attune.evaluation.probe;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.ShuffledLabels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

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

  private static final String CHOSEN =
      "share of test rows whose class is predicted; settings chosen on the validation part";
  private static final String FIXED =
      "share of test rows whose class most of the %d nearest training rows have";

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

  /**
   * The parts of a data set under one encoder; rows of one class have one label. They remember
   * their linear probes, so that two protocols that ask for one fit it once. For one caller at a
   * time.
   */
  public static final class Parts {
    private final LabelledRows train;
    private final LabelledRows voting;
    private final LabelledRows validation;
    private final LabelledRows test;
    private final Map<List<Double>, LogisticRegression> probes = new HashMap<>();
    private final Map<Long, Parts> shuffled = new HashMap<>();
    private final MeasuredControls kept;
    private String digest;

    /** The same training rows for both. */
    public Parts(LabelledRows train, LabelledRows validation, LabelledRows test) {
      this(train, train, validation, test);
    }

    /**
     * Checks that the parts fit.
     *
     * @param train what the linear probe is fitted on
     * @param voting what nearest neighbours are looked for in: that costs less a row, so there may
     *     be more of them
     * @param validation what settings are chosen on
     * @param test what is measured
     * @throws IllegalArgumentException if widths differ
     */
    public Parts(
        LabelledRows train, LabelledRows voting, LabelledRows validation, LabelledRows test) {
      this(train, voting, validation, test, MeasuredControls.NONE);
    }

    private Parts(
        LabelledRows train,
        LabelledRows voting,
        LabelledRows validation,
        LabelledRows test,
        MeasuredControls kept) {
      for (LabelledRows part : List.of(voting, validation, test)) {
        if (part.width() != train.width()) {
          throw new IllegalArgumentException(
              "probe: expected width %d in every part, found %d"
                  .formatted(train.width(), part.width()));
        }
      }
      this.train = train;
      this.voting = voting;
      this.validation = validation;
      this.test = test;
      this.kept = kept;
    }

    /** The same parts as a control whose figures are kept, or were before. */
    public Parts keptBy(MeasuredControls controls) {
      return new Parts(train, voting, validation, test, controls);
    }

    /**
     * What these parts give, as a control.
     *
     * @param settings all that it depends on beside the parts
     * @param measure gives it
     */
    List<double[]> measured(String settings, Supplier<List<double[]>> measure) {
      if (kept == MeasuredControls.NONE) {
        return measure.get();
      }
      if (digest == null) {
        digest = RowsDigest.of(List.of(train, voting, validation, test));
      }
      return kept.of(settings + " of " + digest, measure);
    }

    /** What the linear probe is fitted on. */
    public LabelledRows train() {
      return train;
    }

    /** What nearest neighbours are looked for in. */
    public LabelledRows voting() {
      return voting;
    }

    /** What settings are chosen on. */
    public LabelledRows validation() {
      return validation;
    }

    /** What is measured. */
    public LabelledRows test() {
      return test;
    }

    /** The linear probe on the training part whose penalty suits the validation part best. */
    LogisticRegression linear(List<Double> strengths) {
      return probes.computeIfAbsent(strengths, some -> LinearProbe.chosen(train, this, some));
    }

    /** The training part with labels in which there is nothing to be found. */
    Parts shuffled(long seed) {
      return shuffled.computeIfAbsent(
          seed, some -> new Parts(shuffled(train, some), shuffled(voting, some), validation, test));
    }

    private static LabelledRows shuffled(LabelledRows rows, long seed) {
      return new LabelledRows(rows.features(), ShuffledLabels.of(rows.labels(), seed));
    }

    /**
     * Checks that a control has the same rows.
     *
     * @throws IllegalArgumentException in one line, if its numbers differ
     */
    void requireSameRows(String control, Parts found) {
      if (found.train.size() != train.size()
          || found.voting.size() != voting.size()
          || found.validation.size() != validation.size()
          || found.test.size() != test.size()) {
        throw new IllegalArgumentException(
            "control %s: expected %d, %d, %d and %d rows, found %d, %d, %d and %d"
                .formatted(
                    control,
                    train.size(),
                    voting.size(),
                    validation.size(),
                    test.size(),
                    found.train.size(),
                    found.voting.size(),
                    found.validation.size(),
                    found.test.size()));
      }
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
   * @return rows of {@code knn_accuracy} and {@code linear_accuracy}, then of {@code
   *     knn_accuracy@k} for each k, which nothing was chosen for
   * @throws IllegalArgumentException if the training rows have one class, or a control has other
   *     rows
   */
  public List<EvaluationRow> evaluate(
      String split, String encoder, Parts parts, Clusters clusters, Map<String, Parts> controls) {
    controls.forEach((control, other) -> parts.requireSameRows(control, other));
    List<List<double[]>> hits = new ArrayList<>();
    String settings = "%s: k %s, strengths %s".formatted(NAME, neighbours, strengths);
    for (Parts other : controls.values()) {
      hits.add(other.measured(settings, () -> hits(other, List.of(other)).get(0)));
    }
    // Neighbours do not depend on labels: they are looked for once for the shuffled and the true.
    hits.addAll(hits(parts, List.of(parts.shuffled(bootstrap.seed()), parts)));
    List<Estimate> estimates =
        bootstrap.meanEstimates(clusters, hits.stream().flatMap(List::stream).toList());
    List<String> names = new ArrayList<>(controls.keySet());
    names.add(ShuffledLabels.NAME);
    int each = neighbours.size() + 2;
    Map<String, List<Estimate>> beside = new LinkedHashMap<>();
    for (int n = 0; n < names.size(); n++) {
      beside.put(names.get(n), estimates.subList(n * each, (n + 1) * each));
    }
    List<Estimate> figures = estimates.subList(names.size() * each, (names.size() + 1) * each);
    List<EvaluationRow> rows = new ArrayList<>();
    for (int m = 0; m < figures.size(); m++) {
      rows.add(
          new EvaluationRow(
              NAME,
              split,
              encoder,
              "class",
              metric(m),
              m < 2 ? CHOSEN : FIXED.formatted(neighbours.get(m - 2)),
              figures.get(m).value(),
              figures.get(m).ci95(),
              parts.test.size(),
              metric(m).startsWith("knn") ? parts.voting.size() : parts.train.size(),
              Estimate.each(beside, m)));
    }
    return List.copyOf(rows);
  }

  private String metric(int place) {
    return switch (place) {
      case 0 -> "knn_accuracy";
      case 1 -> "linear_accuracy";
      default -> "knn_accuracy@" + neighbours.get(place - 2);
    };
  }

  /**
   * For each label set, which test rows are predicted: by the best vote and the linear probe, then
   * by each vote.
   *
   * @param labelled the same rows, with labels of their own for those that vote
   */
  private List<List<double[]>> hits(Parts parts, List<Parts> labelled) {
    List<NearestNeighbours> votes = neighbours.stream().map(NearestNeighbours::majority).toList();
    List<Neighbours> found =
        NeighbourSearch.of(
            parts.voting.features(),
            List.of(parts.validation.features(), parts.test.features()),
            NearestNeighbours.most(votes));
    List<List<double[]>> hits = new ArrayList<>();
    for (Parts own : labelled) {
      int[] voting = own.voting.labels();
      int best =
          LinearProbe.best(
              NearestNeighbours.predict(votes, found.get(0), voting), own.validation.labels());
      List<double[]> singly =
          NearestNeighbours.predict(votes, found.get(1), voting).stream()
              .map(predicted -> hits(predicted, own.test.labels()))
              .toList();
      int[] linear = own.linear(strengths).predict(own.test.features());
      List<double[]> all = new ArrayList<>();
      all.add(singly.get(best));
      all.add(hits(linear, own.test.labels()));
      all.addAll(singly);
      hits.add(all);
    }
    return hits;
  }

  private static double[] hits(int[] predicted, int... labels) {
    double[] hits = new double[labels.length];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = predicted[i] == labels[i] ? 1 : 0;
    }
    return hits;
  }
}
