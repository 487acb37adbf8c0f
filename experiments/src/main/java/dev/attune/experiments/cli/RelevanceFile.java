package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.evaluation.Relevance;
import dev.attune.experiments.json.InvalidJsonException;
import dev.attune.experiments.json.JsonDocument;
import java.util.ArrayList;
import java.util.List;

/** Relevance as a JSON file: a list a query, of columns or of {@code [column, grade]}. */
final class RelevanceFile {
  /** More would only bury the first ones. */
  private static final int MOST_PROBLEMS = 20;

  private final JsonDocument document;
  private final List<String> problems = new ArrayList<>();

  private RelevanceFile(JsonDocument document) {
    this.document = document;
  }

  /**
   * Reads it.
   *
   * @param gallery number of columns
   * @throws IllegalArgumentException with the entries that are neither, or if the columns or grades
   *     cannot be
   */
  static Relevance of(JsonDocument document, int gallery) {
    return new RelevanceFile(document).relevance(gallery);
  }

  private Relevance relevance(int gallery) {
    JsonNode root = document.root();
    if (!root.isArray()) {
      throw new InvalidJsonException(
          List.of(document.name() + ": expected a list with an entry a query, found no list"));
    }
    int[][] columns = new int[root.size()][];
    double[][] grades = new double[root.size()][];
    for (int q = 0; q < root.size(); q++) {
      query(q, root.get(q), columns, grades);
    }
    if (!problems.isEmpty()) {
      throw new InvalidJsonException(problems);
    }
    try {
      return Relevance.graded(gallery, columns, grades);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(document.name() + ": " + e.getMessage(), e);
    }
  }

  private void query(int q, JsonNode entry, int[][] columns, double[][] grades) {
    if (!entry.isArray()) {
      problem(Integer.toString(q), "expected a list of columns", entry);
      return;
    }
    columns[q] = new int[entry.size()];
    grades[q] = new double[entry.size()];
    for (int i = 0; i < entry.size(); i++) {
      JsonNode one = entry.get(i);
      boolean graded = one.isArray() && one.size() == 2;
      JsonNode column = graded ? one.get(0) : one;
      if (!column.isInt() || (graded && !one.get(1).isNumber())) {
        problem(q + "." + i, "expected a column or [column, grade]", one);
      } else {
        columns[q][i] = column.intValue();
        grades[q][i] = graded ? one.get(1).doubleValue() : 1;
      }
    }
  }

  private void problem(String path, String expected, JsonNode found) {
    if (problems.size() < MOST_PROBLEMS) {
      String place = document.name() + ":" + document.origins().get(path) + ": " + path;
      problems.add(place + ": " + expected + ", found " + found);
    }
  }
}
