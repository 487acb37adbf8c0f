package dev.attune.experiments.run;

import java.util.Map;
import java.util.stream.Collectors;

/** What an executor hands to ND4J, in a line. */
final class StockOperations {
  private StockOperations() {}

  /** Such as {@code 4 operations of a step run on ND4J's kernels: add ×3, log ×1}. */
  static String line(Map<String, Integer> counts) {
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();
    String each =
        counts.entrySet().stream()
            .map(entry -> entry.getKey() + " ×" + entry.getValue())
            .collect(Collectors.joining(", "));
    return total + " operations of a step run on ND4J's kernels: " + each;
  }
}
