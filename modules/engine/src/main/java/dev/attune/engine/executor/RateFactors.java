package dev.attune.engine.executor;

import java.util.Map;

/**
 * Shares of the learning rate that some parameters move by, such as a pretrained encoder's beside a
 * new head.
 *
 * @param byPrefix factor by the beginning of parameters' names; of several that fit the longest
 *     counts, and a parameter that none fits has factor 1
 */
public record RateFactors(Map<String, Double> byPrefix) {

  public RateFactors {
    byPrefix = Map.copyOf(byPrefix);
    byPrefix.forEach(
        (prefix, factor) -> {
          if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                "learning_rate_factor: expected a positive number for %s, found %s"
                    .formatted(prefix, factor));
          }
        });
  }

  /** The whole rate for all. */
  public static RateFactors none() {
    return new RateFactors(Map.of());
  }

  /** A parameter's factor. */
  public double of(String parameter) {
    double factor = 1;
    int longest = -1;
    for (Map.Entry<String, Double> entry : byPrefix.entrySet()) {
      int length = entry.getKey().length();
      if (length > longest && parameter.startsWith(entry.getKey())) {
        factor = entry.getValue();
        longest = length;
      }
    }
    return factor;
  }
}
