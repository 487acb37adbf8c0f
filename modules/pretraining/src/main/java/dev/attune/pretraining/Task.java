package dev.attune.pretraining;

/**
 * One method of a run.
 *
 * @param name of its inputs, heads and columns in the metrics
 * @param method what is minimised
 * @param weight of its loss in the sum
 */
public record Task(String name, Method method, double weight) {

  public Task {
    if (!name.matches("[a-z][a-z0-9_]{0,49}") || name.equals("target")) {
      throw new IllegalArgumentException(
          "name: expected small letters, digits and underscores, other than target, found \""
              + name
              + "\"");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight: expected a positive number, found " + weight);
    }
  }
}
