package dev.attune.evaluation.probe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Multinomial logistic regression on standardised features: the linear probe (arXiv:1610.01644).
 * Minimises the mean cross entropy + l2/2 · the sum of the squared weights, biases excepted, in
 * double, by at most 300 steps of L-BFGS or until no element of the gradient is above 1e-5. While
 * it fits, the features stand in memory twice in double: 16 bytes each.
 */
public final class LogisticRegression {
  private static final Minimiser MINIMISER = new Minimiser(300, 1e-5);

  private final Standardisation standardisation;

  /** [classes, width + 1], the biases last. */
  private final double[][] weights;

  private LogisticRegression(Standardisation standardisation, double[][] weights) {
    this.standardisation = standardisation;
    this.weights = weights;
  }

  /**
   * Fits.
   *
   * @param rows whose features are standardised first
   * @param classes at least as many as the rows' labels need
   * @param l2 strength of the penalty, above 0
   * @throws IllegalArgumentException if all rows have one label, or {@code l2 <= 0}
   */
  public static LogisticRegression fit(LabelledRows rows, int classes, double l2) {
    return fitAll(rows, classes, List.of(l2)).get(0);
  }

  /**
   * Fits one for each penalty: the strongest first, each from the one before, which is faster than
   * each from nothing and ends at the same minimum.
   *
   * @param rows whose features are standardised first
   * @param classes at least as many as the rows' labels need
   * @param strengths of the penalty, above 0
   * @return in the order of {@code strengths}
   * @throws IllegalArgumentException if all rows have one label, or a strength is not positive
   */
  public static List<LogisticRegression> fitAll(
      LabelledRows rows, int classes, List<Double> strengths) {
    require(rows, classes, strengths);
    Standardisation standardisation = Standardisation.of(rows.features());
    Design design = Design.of(rows.features(), standardisation);
    // With fewer rows than features the steps are few, and inverting would take longer than they.
    double[][] moment = design.size() < design.width() ? null : design.secondMoment();
    LogisticRegression[] fitted = new LogisticRegression[strengths.size()];
    double[] point = new double[(rows.width() + 1) * classes];
    for (int at : strongestFirst(strengths)) {
      double l2 = strengths.get(at);
      SoftmaxLoss loss = new SoftmaxLoss(design, rows.labels(), classes, l2);
      Minimiser.Conditioning conditioning =
          moment == null ? Minimiser.Conditioning.NONE : Curvature.of(moment, classes, l2);
      point = MINIMISER.minimise(loss, point, conditioning);
      fitted[at] = new LogisticRegression(standardisation, SoftmaxLoss.byClass(point, classes));
    }
    return List.of(fitted);
  }

  private static int[] strongestFirst(List<Double> strengths) {
    return IntStream.range(0, strengths.size())
        .boxed()
        .sorted(Comparator.comparing(strengths::get, Comparator.reverseOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static void require(LabelledRows rows, int classes, List<Double> strengths) {
    for (double l2 : strengths) {
      if (!(l2 > 0) || Double.isInfinite(l2)) {
        throw new IllegalArgumentException("l2: expected a positive number, found " + l2);
      }
    }
    if (Arrays.stream(rows.labels()).distinct().count() < 2) {
      throw new IllegalArgumentException(
          "probe: expected at least 2 classes among the training rows, found 1");
    }
    if (rows.classes() > classes) {
      throw new IllegalArgumentException(
          "probe: expected labels below %d, found %d".formatted(classes, rows.classes() - 1));
    }
  }

  /** The most probable class of each row; the lowest of those that are equal. */
  public int[] predict(float[][] rows) {
    return predict(List.of(this), rows).get(0);
  }

  /**
   * What several fits of one call of {@link #fitAll} predict, which share their standardisation.
   *
   * @return a class each row, by the order of {@code fits}
   */
  static List<int[]> predict(List<LogisticRegression> fits, float[][] rows) {
    List<int[]> predicted = fits.stream().map(fit -> new int[rows.length]).toList();
    Design.columns(rows, fits.get(0).standardisation)
        .forEach(
            block -> {
              double[][] logits = new double[fits.get(0).weights.length][block.size()];
              for (int f = 0; f < fits.size(); f++) {
                block.logits(fits.get(f).weights, logits);
                mostProbable(logits, predicted.get(f), block.first());
              }
            });
    return predicted;
  }

  private static void mostProbable(double[][] logits, int[] predicted, int first) {
    for (int i = 0; i < logits[0].length; i++) {
      int best = 0;
      for (int c = 1; c < logits.length; c++) {
        best = logits[c][i] > logits[best][i] ? c : best;
      }
      predicted[first + i] = best;
    }
  }
}
