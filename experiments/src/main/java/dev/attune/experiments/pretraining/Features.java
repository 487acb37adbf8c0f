package dev.attune.experiments.pretraining;

import dev.attune.evaluation.probe.LabelledRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Vectors of items, by whatever made them; each is made once. Not thread-safe. */
final class Features {
  private final String name;
  private final PretrainingData data;
  private final Source source;
  private final Map<Integer, float[]> known = new HashMap<>();

  /** Makes rows. */
  interface Source {
    /** A row for each position. */
    float[][] of(List<Integer> positions);
  }

  /**
   * Nothing made yet.
   *
   * @param name for the figures, such as {@code random_encoder}
   */
  Features(String name, PretrainingData data, Source source) {
    this.name = name;
    this.data = data;
    this.source = source;
  }

  String name() {
    return name;
  }

  /** A row for each position. */
  float[][] of(List<Integer> positions) {
    List<Integer> missing = new ArrayList<>();
    positions.stream().distinct().filter(p -> !known.containsKey(p)).forEach(missing::add);
    if (!missing.isEmpty()) {
      float[][] made = source.of(missing);
      for (int i = 0; i < made.length; i++) {
        known.put(missing.get(i), made[i]);
      }
    }
    return positions.stream().map(known::get).toArray(float[][]::new);
  }

  /** Rows of items with their classes. */
  LabelledRows labelled(List<Integer> positions) {
    int[] labels =
        positions.stream().mapToInt(position -> data.label(position).orElseThrow()).toArray();
    return new LabelledRows(of(positions), labels);
  }
}
