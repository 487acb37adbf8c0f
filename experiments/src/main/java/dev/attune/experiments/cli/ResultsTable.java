package dev.attune.experiments.cli;

import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.ReconstructionProtocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The table at the end of a run: a line for each split and direction, with the interval of the last
 * recall and the upper end of each control's. The geometry of an alignment is printed where it is
 * asked for without retrieval.
 */
final class ResultsTable {
  private static final String RECALL = "recall@";
  private static final String MEDIAN = "median_rank";
  private static final Set<String> JUDGED =
      Set.of("probe", "few_labels", "clustering", "geometry", "invariance", "classifier");

  private static final Set<String> COMPARING = Set.of("linear_cka", "alignment", "modality_gap");

  private ResultsTable() {}

  static String of(List<EvaluationRow> rows) {
    Map<List<String>, Map<String, EvaluationRow>> lines = new LinkedHashMap<>();
    Set<String> recalls = new LinkedHashSet<>();
    Set<String> controls = new LinkedHashSet<>();
    for (EvaluationRow row : rows) {
      if (row.metric().startsWith(RECALL) || row.metric().equals(MEDIAN)) {
        List<String> key = List.of(row.split(), row.query() + " → " + row.gallery());
        lines.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(row.metric(), row);
      }
      if (row.metric().startsWith(RECALL)) {
        recalls.add(row.metric());
        controls.addAll(row.controls().keySet());
      }
    }
    return retrieval(lines, List.copyOf(recalls), controls)
        + zeroShot(rows)
        + reconstruction(rows)
        + (lines.isEmpty() ? judged(rows) : "");
  }

  private static String retrieval(
      Map<List<String>, Map<String, EvaluationRow>> lines,
      List<String> recalls,
      Set<String> controls) {
    if (lines.isEmpty()) {
      return "";
    }
    String last = recalls.get(recalls.size() - 1);
    List<String> header = new ArrayList<>(List.of("split", "direction"));
    header.addAll(recalls);
    header.add("95 % of " + last);
    header.add("median rank");
    header.addAll(controls);
    Table table = new Table(header.toArray(String[]::new));
    lines.forEach(
        (key, figures) -> {
          List<String> cells = new ArrayList<>(key);
          recalls.forEach(recall -> cells.add(number(figures.get(recall).value())));
          EvaluationRow deciding = figures.get(last);
          cells.add(number(deciding.ci95().low()) + "–" + number(deciding.ci95().high()));
          cells.add(String.format(Locale.ROOT, "%.1f", figures.get(MEDIAN).value()));
          for (String control : controls) {
            cells.add(control(deciding.controls().get(control)));
          }
          table.row(cells.toArray(String[]::new));
        });
    return table + "\ncontrols: " + last + " and the upper end of its interval\n";
  }

  private static String control(Estimate estimate) {
    return estimate == null
        ? "–"
        : number(estimate.value()) + " ≤ " + number(estimate.ci95().high());
  }

  private static String zeroShot(List<EvaluationRow> rows) {
    Table table =
        new Table("split", "zero-shot", "value", "95 %", "random_encoder", "shuffled_labels");
    boolean any = false;
    for (EvaluationRow row : rows) {
      if (row.protocol().equals("zero_shot")) {
        any = true;
        table.row(
            row.split(),
            row.metric(),
            number(row.value()),
            number(row.ci95().low()) + "–" + number(row.ci95().high()),
            control(row.controls().get("random_encoder")),
            control(row.controls().get("shuffled_labels")));
      }
    }
    return any ? "\n" + table : "";
  }

  private static String reconstruction(List<EvaluationRow> rows) {
    Table table =
        new Table(
            "split",
            "reconstruction",
            "value",
            "95 %",
            "without_pair",
            "other_pair",
            "interpolation");
    boolean any = false;
    for (EvaluationRow row : rows) {
      if (row.protocol().equals(ReconstructionProtocol.NAME)) {
        any = true;
        table.row(
            row.split(),
            row.metric() + " of " + row.gallery() + " given " + row.query(),
            number(row.value()),
            number(row.ci95().low()) + "–" + number(row.ci95().high()),
            control(row.controls().get("without_pair")),
            control(row.controls().get("other_pair")),
            control(row.controls().get("interpolation")));
      }
    }
    return any ? "\n" + table : "";
  }

  /** The protocols of a pretraining: a line a figure. */
  private static String judged(List<EvaluationRow> rows) {
    List<EvaluationRow> judged =
        rows.stream().filter(row -> JUDGED.contains(row.protocol())).toList();
    if (judged.isEmpty()) {
      return "";
    }
    boolean several = judged.stream().map(EvaluationRow::query).distinct().count() > 1;
    Set<String> controls = new LinkedHashSet<>();
    judged.forEach(row -> controls.addAll(row.controls().keySet()));
    List<String> header = new ArrayList<>(List.of("split", "protocol", "metric", "value", "95 %"));
    header.addAll(controls);
    Table table = new Table(header.toArray(String[]::new));
    for (EvaluationRow row : judged) {
      List<String> cells =
          new ArrayList<>(List.of(row.split(), row.protocol(), metric(row, several)));
      cells.add(number(row.value()));
      cells.add(number(row.ci95().low()) + "–" + number(row.ci95().high()));
      controls.forEach(control -> cells.add(control(row.controls().get(control))));
      table.row(cells.toArray(String[]::new));
    }
    return table + "\ncontrols: the figure and the upper end of its interval\n";
  }

  /** With what was compared, and what, where one metric stands for several things. */
  private static String metric(EvaluationRow row, boolean several) {
    String metric =
        COMPARING.contains(row.metric()) || row.protocol().equals("invariance")
            ? row.metric() + " " + row.gallery()
            : row.metric();
    return several ? row.query() + " " + metric : metric;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
