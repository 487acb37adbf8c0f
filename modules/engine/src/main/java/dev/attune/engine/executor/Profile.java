package dev.attune.engine.executor;

import java.util.Arrays;
import java.util.List;

/** Times the steps of a program apart, several rounds over. */
public final class Profile {
  private Profile() {}

  /** Medians in milliseconds, one a step; each round runs all steps in order. */
  public static double[] of(List<Runnable> steps, int rounds) {
    double[][] times = new double[steps.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < steps.size(); i++) {
        long start = System.nanoTime();
        steps.get(i).run();
        times[i][round] = (System.nanoTime() - start) / 1e6;
      }
    }
    return Arrays.stream(times).mapToDouble(Profile::median).toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
