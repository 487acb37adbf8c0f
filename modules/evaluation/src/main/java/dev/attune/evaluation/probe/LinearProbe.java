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
    LogisticRegression best = null;
    int most = -1;
    for (double strength : strengths) {
      LogisticRegression candidate = LogisticRegression.fit(training, parts.classes(), strength);
      int[] predicted = candidate.predict(parts.validation().features());
      int right = right(predicted, parts.validation().labels());
      if (right > most) {
        best = candidate;
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
