package dev.attune.evaluation.probe;

import java.util.List;

/** The linear probe whose penalty suits a validation part best. */
final class LinearProbe {
  private LinearProbe() {}

  /**
   * Fits one for each penalty.
   *
   * @param training rows it is fitted on
   * @param parts whose validation part decides; of equal penalties the first
   */
  static LogisticRegression chosen(
      LabelledRows training, ProbeProtocol.Parts parts, List<Double> strengths) {
    List<LogisticRegression> fits = LogisticRegression.fitAll(training, parts.classes(), strengths);
    List<int[]> predicted = LogisticRegression.predict(fits, parts.validation().features());
    return fits.get(best(predicted, parts.validation().labels()));
  }

  /** The predictions of which most are the label; of equal ones the first. */
  static int best(List<int[]> predicted, int... labels) {
    int best = 0;
    int most = -1;
    for (int p = 0; p < predicted.size(); p++) {
      int right = right(predicted.get(p), labels);
      if (right > most) {
        best = p;
        most = right;
      }
    }
    return best;
  }

  /** How many predictions are the label. */
  static int right(int[] predicted, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += predicted[i] == labels[i] ? 1 : 0;
    }
    return right;
  }
}
