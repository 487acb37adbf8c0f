package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One figure over several runs that differ in their seed.
 *
 * @param protocol as in the runs' rows
 * @param split as in the runs' rows
 * @param query as in the runs' rows
 * @param gallery as in the runs' rows
 * @param metric as in the runs' rows
 * @param definition as in the runs' rows
 * @param mean mean over runs
 * @param deviation sample deviation over runs (n − 1); 0 for a single run
 * @param values one value a run
 * @param controls by name, the mean over runs of each control that all of them have
 */
public record SeedSummary(
    String protocol,
    String split,
    String query,
    String gallery,
    String metric,
    String definition,
    double mean,
    double deviation,
    List<Double> values,
    Map<String, Double> controls) {

  private record Key(String protocol, String split, String query, String gallery, String metric) {}

  /** Keeps the values, and the order of the controls. */
  public SeedSummary {
    values = List.copyOf(values);
    controls = Collections.unmodifiableMap(new LinkedHashMap<>(controls));
  }

  /**
   * Joins rows of the same protocol, split, query, gallery and metric.
   *
   * @param runs the rows of each run
   * @return one summary a figure, in the order of the first run
   * @throws IllegalArgumentException if a run lacks a figure of another or has it twice
   */
  public static List<SeedSummary> of(List<List<EvaluationRow>> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("seeds: expected at least 1 run, found none");
    }
    List<Map<Key, EvaluationRow>> tables = new ArrayList<>();
    for (List<EvaluationRow> run : runs) {
      tables.add(table(tables.size(), run));
    }
    Map<Key, EvaluationRow> first = tables.get(0);
    for (int i = 1; i < tables.size(); i++) {
      requireSameFigures(i, first, tables.get(i));
    }
    List<SeedSummary> summaries = new ArrayList<>();
    first.forEach(
        (key, row) -> summaries.add(summary(row, tables.stream().map(t -> t.get(key)).toList())));
    return List.copyOf(summaries);
  }

  private static Map<Key, EvaluationRow> table(int run, List<EvaluationRow> rows) {
    Map<Key, EvaluationRow> table = new LinkedHashMap<>();
    for (EvaluationRow row : rows) {
      Key key = new Key(row.protocol(), row.split(), row.query(), row.gallery(), row.metric());
      if (table.put(key, row) != null) {
        throw new IllegalArgumentException(
            "seeds: run " + run + ": expected each figure once, found twice " + key);
      }
    }
    return table;
  }

  private static void requireSameFigures(
      int run, Map<Key, EvaluationRow> expected, Map<Key, EvaluationRow> found) {
    for (Key key : expected.keySet()) {
      if (!found.containsKey(key)) {
        throw new IllegalArgumentException(
            "seeds: run " + run + ": expected " + key + " as in run 0, found none");
      }
    }
    for (Key key : found.keySet()) {
      if (!expected.containsKey(key)) {
        throw new IllegalArgumentException(
            "seeds: run " + run + ": expected the figures of run 0, found also " + key);
      }
    }
  }

  private static SeedSummary summary(EvaluationRow row, List<EvaluationRow> runs) {
    List<Double> values = runs.stream().map(EvaluationRow::value).toList();
    double mean = values.stream().mapToDouble(v -> v).sum() / values.size();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double deviation = values.size() == 1 ? 0 : Math.sqrt(squares / (values.size() - 1));
    return new SeedSummary(
        row.protocol(),
        row.split(),
        row.query(),
        row.gallery(),
        row.metric(),
        row.definition(),
        mean,
        deviation,
        values,
        controls(row, runs));
  }

  private static Map<String, Double> controls(EvaluationRow row, List<EvaluationRow> runs) {
    Map<String, Double> means = new LinkedHashMap<>();
    for (String name : row.controls().keySet()) {
      if (runs.stream().allMatch(run -> run.controls().containsKey(name))) {
        double sum = runs.stream().mapToDouble(run -> run.controls().get(name).value()).sum();
        means.put(name, sum / runs.size());
      }
    }
    return means;
  }
}
