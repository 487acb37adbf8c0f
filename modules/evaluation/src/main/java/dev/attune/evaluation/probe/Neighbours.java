package dev.attune.evaluation.probe;

import java.util.Arrays;

/**
 * The nearest training rows of some others.
 *
 * @param rows {@code [others, most]}, nearest first
 * @param cosines {@code [others, most]}
 */
record Neighbours(int[][] rows, double[][] cosines) {

  static Neighbours empty(int others, int most) {
    return new Neighbours(new int[others][most], new double[others][most]);
  }

  /** Those of some of the others. */
  Neighbours part(int from, int to) {
    return new Neighbours(
        Arrays.copyOfRange(rows, from, to), Arrays.copyOfRange(cosines, from, to));
  }
}
