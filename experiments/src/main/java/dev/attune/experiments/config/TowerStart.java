package dev.attune.experiments.config;

import dev.attune.engine.executor.RateFactors;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where an encoder starts from and what of it moves.
 *
 * @param locked whether it stays as it is and only what stands behind it learns
 * @param pretrained run directory, or directory of an exported encoder; empty for random weights
 * @param frozenParts beginnings of names within it whose parameters stay as they are
 * @param learningRateFactor share of the learning rate that it moves by
 */
public record TowerStart(
    boolean locked, String pretrained, List<String> frozenParts, double learningRateFactor) {

  public TowerStart {
    frozenParts = List.copyOf(frozenParts);
    Limits.positive(learningRateFactor, "learning_rate_factor");
    if (frozenParts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "frozen_parts: expected beginnings of parameters' names, found a blank one");
    }
  }

  /** Random weights, all of which move. */
  public static TowerStart random() {
    return new TowerStart(false, "", List.of(), 1);
  }

  /** The frozen parts by whole names. */
  public Set<String> frozen(String tower) {
    Set<String> prefixes = new LinkedHashSet<>();
    frozenParts.forEach(part -> prefixes.add(tower + "." + part));
    return prefixes;
  }

  /** What the encoder moves by; its projection moves by the whole rate. */
  public RateFactors rates(String tower) {
    Map<String, Double> factors = new LinkedHashMap<>();
    if (learningRateFactor != 1) {
      factors.put(tower + ".", learningRateFactor);
      factors.put(tower + ".projection.", 1.0);
    }
    return new RateFactors(factors);
  }

  /**
   * Makes sure that each frozen part is one of the encoder's.
   *
   * @param names of all parameters
   */
  public void requireParts(String tower, Collection<String> names) {
    for (String prefix : frozen(tower)) {
      if (names.stream().noneMatch(name -> name.startsWith(prefix))) {
        throw new IllegalArgumentException(
            "%s.frozen_parts: expected the beginning of a parameter's name such as %s, found %s"
                .formatted(
                    tower,
                    names.stream()
                        .filter(name -> name.startsWith(tower + "."))
                        .findFirst()
                        .map(name -> name.substring(tower.length() + 1))
                        .orElse("weight"),
                    prefix.substring(tower.length() + 1)));
      }
    }
  }
}
