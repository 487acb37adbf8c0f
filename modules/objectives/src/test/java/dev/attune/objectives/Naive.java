package dev.attune.objectives;

import java.util.Arrays;

/** Softmax as the textbook has it, for slow loops whose numbers are small. */
final class Naive {

  private Naive() {}

  /** log Σ exp. */
  static double logSum(double... logits) {
    return Math.log(Arrays.stream(logits).map(Math::exp).sum());
  }

  static double[] softmax(double... logits) {
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    return Arrays.stream(logits).map(x -> Math.exp(x) / sum).toArray();
  }

  /** −Σ target · log softmax(logits). */
  static double crossEntropy(double[] logits, double... targets) {
    double[] shares = softmax(logits);
    double sum = 0;
    for (int k = 0; k < targets.length; k++) {
      sum -= targets[k] * Math.log(shares[k]);
    }
    return sum;
  }
}
