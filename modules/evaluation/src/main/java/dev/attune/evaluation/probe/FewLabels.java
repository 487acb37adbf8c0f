package dev.attune.evaluation.probe;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A linear probe fitted on a few labels: some rows of each class, drawn several times; each draw
 * chooses its penalty once, on the validation part. Each test row counts with the share of the
 * draws in which its class is predicted, so that the interval is one over test rows.
 *
 * @param draws of the labelled rows
 * @param strengths L2 penalties, of which the best on the validation part is taken in each draw
 * @param bootstrap how intervals over the test rows are drawn; its seed decides the draws
 */
public record FewLabels(int draws, List<Double> strengths, Bootstrap bootstrap) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if there is no draw or no strength
   */
  public FewLabels {
    strengths = List.copyOf(strengths);
    if (draws < 1 || strengths.isEmpty()) {
      throw new IllegalArgumentException(
          "few labels: expected at least 1 draw and 1 strength, found %d and %d"
              .formatted(draws, strengths.size()));
    }
  }

  /**
   * Accuracy by the number of labels a class.
   *
   * @param parts the training part is drawn from
   * @param labels a class, each at least 1
   * @param clusters which test rows are drawn together
   * @return in the order of {@code labels}
   * @throws IllegalArgumentException in one line, if a class has fewer training rows than asked for
   */
  public Map<Integer, Estimate> curve(
      ProbeProtocol.Parts parts, List<Integer> labels, Clusters clusters) {
    List<Estimate> estimates =
        estimates(parts, labels.stream().map(LabelBudget::each).toList(), clusters);
    Map<Integer, Estimate> curve = new LinkedHashMap<>();
    for (int i = 0; i < estimates.size(); i++) {
      curve.put(labels.get(i), estimates.get(i));
    }
    return curve;
  }

  /**
   * Accuracy by budget.
   *
   * @param parts the training part is drawn from
   * @param clusters which test rows are drawn together
   * @return in the order of {@code budgets}
   * @throws IllegalArgumentException in one line, if a class has fewer training rows than asked for
   */
  public List<Estimate> estimates(
      ProbeProtocol.Parts parts, List<LabelBudget> budgets, Clusters clusters) {
    return bootstrap.meanEstimates(clusters, shares(parts, budgets));
  }

  /** For each budget, the share of the draws in which each test row's class is predicted. */
  List<double[]> shares(ProbeProtocol.Parts parts, List<LabelBudget> budgets) {
    List<List<Integer>> rows = byClass(parts.train());
    for (LabelBudget budget : budgets) {
      requireRows(rows, budget);
    }
    return budgets.stream().map(budget -> shares(parts, rows, budget)).toList();
  }

  private static List<List<Integer>> byClass(LabelledRows rows) {
    List<List<Integer>> byClass = new ArrayList<>();
    for (int c = 0; c < rows.classes(); c++) {
      byClass.add(new ArrayList<>());
    }
    for (int row = 0; row < rows.size(); row++) {
      byClass.get(rows.labels()[row]).add(row);
    }
    return byClass;
  }

  private static void requireRows(List<List<Integer>> rows, LabelBudget budget) {
    for (int c = 0; c < rows.size(); c++) {
      int there = rows.get(c).size();
      // A class that the training part does not have at all cannot be learnt from it.
      if (there > 0 && there < budget.rows(there)) {
        throw new IllegalArgumentException(
            "few labels: class %d: expected at least %d training rows, found %d"
                .formatted(c, budget.rows(there), there));
      }
    }
  }

  private double[] shares(ProbeProtocol.Parts parts, List<List<Integer>> rows, LabelBudget budget) {
    LabelledRows test = parts.test();
    double[] shares = new double[test.size()];
    int different = differentDraws(parts.train(), budget);
    boolean ofAll = labelsAll(parts.train(), budget);
    for (int draw = 0; draw < different; draw++) {
      LogisticRegression probe =
          ofAll
              ? parts.linear(strengths)
              : LinearProbe.chosen(parts.train().only(drawn(rows, budget, draw)), parts, strengths);
      int[] predicted = probe.predict(test.features());
      for (int i = 0; i < shares.length; i++) {
        shares[i] += predicted[i] == test.labels()[i] ? 1.0 / different : 0;
      }
    }
    return shares;
  }

  /** How many different draws there are: of all rows one. */
  int differentDraws(LabelledRows train, LabelBudget budget) {
    return labelsAll(train, budget) ? 1 : draws;
  }

  private static boolean labelsAll(LabelledRows train, LabelBudget budget) {
    return labelled(train, budget) == train.size();
  }

  /** How many training rows a budget labels. */
  static int labelled(LabelledRows train, LabelBudget budget) {
    return byClass(train).stream()
        .mapToInt(rows -> rows.isEmpty() ? 0 : budget.rows(rows.size()))
        .sum();
  }

  /** A partial shuffle of each class. A larger budget holds the rows of a smaller one. */
  private int[] drawn(List<List<Integer>> rows, LabelBudget budget, int draw) {
    SplittableRandom random = new SplittableRandom(bootstrap.seed() + draw);
    List<Integer> drawn = new ArrayList<>();
    for (List<Integer> rowsOfClass : rows) {
      SplittableRandom own = random.split();
      List<Integer> left = new ArrayList<>(rowsOfClass);
      int count = left.isEmpty() ? 0 : budget.rows(left.size());
      for (int i = 0; i < count; i++) {
        int at = own.nextInt(left.size());
        drawn.add(left.get(at));
        left.set(at, left.get(left.size() - 1));
        left.remove(left.size() - 1);
      }
    }
    return drawn.stream().mapToInt(Integer::intValue).toArray();
  }
}
