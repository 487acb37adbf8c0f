package dev.attune.datasets.check;

import dev.attune.datasets.check.Finding.Kind;
import dev.attune.datasets.check.Finding.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param items number of items looked at
 * @param counts how many findings of each kind there are
 * @param findings the findings by severity, kind and line; of each kind only the first
 */
public record CheckReport(int items, Map<Kind, Integer> counts, List<Finding> findings) {
  /** Most findings of one kind that are kept. */
  public static final int KEPT = 100;

  public CheckReport {
    counts = Collections.unmodifiableMap(new EnumMap<>(counts));
    findings = List.copyOf(findings);
  }

  /** How many findings of a kind there are. */
  public int count(Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** How many findings of a severity there are. */
  public int count(Severity severity) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().severity() == severity)
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Collects findings. */
  static final class Builder {
    private final Map<Kind, List<Finding>> byKind = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    void add(Kind kind, long line, String message) {
      counts.merge(kind, 1, Integer::sum);
      List<Finding> kept = byKind.computeIfAbsent(kind, k -> new ArrayList<>());
      if (kept.size() < KEPT) {
        kept.add(new Finding(kind, line, message));
      }
    }

    CheckReport build(int items) {
      Map<Kind, Integer> all = new EnumMap<>(Kind.class);
      all.putAll(counts);
      return new CheckReport(items, all, byKind.values().stream().flatMap(List::stream).toList());
    }
  }
}
