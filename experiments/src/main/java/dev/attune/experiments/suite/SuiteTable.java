package dev.attune.experiments.suite;

import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.RetrievalProtocol;
import dev.attune.evaluation.ShuffledLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The comparison of a suite: a line a run, a column a probe, the controls below.
 *
 * @param header of the columns
 * @param lines as many cells each
 */
public record SuiteTable(List<String> header, List<List<String>> lines) {

  /**
   * A column.
   *
   * @param title of it
   */
  private record Column(String title, String protocol, String metric) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("kNN, k = 5", "probe", "knn_accuracy@5"),
          new Column("linear probe", "probe", "linear_accuracy"),
          new Column("1 % of labels", "few_labels", "linear_accuracy@1%"),
          new Column("own classifier", "classifier", "accuracy"),
          new Column("RankMe", "geometry", "rank_me"));
  private static final String NONE = "–";

  /** Of finished runs; columns that none has are left out. */
  public static SuiteTable of(List<SuiteResult> results) {
    List<Column> columns =
        COLUMNS.stream()
            .filter(
                column ->
                    results.stream()
                        .anyMatch(
                            result -> result.figure(column.protocol, column.metric).isPresent()))
            .toList();
    List<String> header = new ArrayList<>(List.of("run"));
    columns.forEach(column -> header.add(column.title));
    header.addAll(List.of("training, s", "memory, MB"));
    List<List<String>> lines = new ArrayList<>();
    for (SuiteResult result : results) {
      List<String> line = new ArrayList<>(List.of(result.entry().config().name()));
      columns.forEach(column -> line.add(cell(result.figure(column.protocol, column.metric))));
      line.add(String.format(Locale.ROOT, "%.0f", result.seconds()));
      line.add(
          result.peakMegabytes() > 0
              ? String.format(Locale.ROOT, "%.0f", result.peakMegabytes())
              : NONE);
      lines.add(line);
    }
    controls(results, columns).forEach((name, cells) -> lines.add(control(name, cells)));
    return new SuiteTable(header, lines);
  }

  /** Each control once; random encoders once for each shape. */
  private static Map<String, List<String>> controls(
      List<SuiteResult> results, List<Column> columns) {
    Map<String, List<String>> controls = new LinkedHashMap<>();
    Map<String, String> shapes = new LinkedHashMap<>();
    for (SuiteResult result : results) {
      Map<String, List<String>> own = new LinkedHashMap<>();
      result
          .controls(COLUMNS.get(0).protocol, COLUMNS.get(0).metric)
          .keySet()
          .forEach(name -> own.put(name, new ArrayList<>()));
      own.remove(ShuffledLabels.NAME);
      own.forEach(
          (name, cells) ->
              columns.forEach(
                  column ->
                      cells.add(
                          cell(
                              Optional.ofNullable(
                                  result.controls(column.protocol, column.metric).get(name))))));
      String shape = shape(result);
      own.forEach(
          (name, cells) -> {
            if (!name.equals(RetrievalProtocol.RANDOM_ENCODER)) {
              controls.putIfAbsent(name, cells);
            } else if (shapes.putIfAbsent(shape, result.entry().config().name()) == null) {
              controls.put(name + ", shape of " + result.entry().config().name(), cells);
            }
          });
    }
    return controls;
  }

  private static String shape(SuiteResult result) {
    var config = result.entry().config();
    return config.image().map(image -> image.encoder().toString()).orElse("")
        + config.text().map(text -> text.encoder().toString()).orElse("")
        + config.audio().map(audio -> audio.encoder().toString()).orElse("");
  }

  private static List<String> control(String name, List<String> cells) {
    List<String> line = new ArrayList<>(List.of(name));
    line.addAll(cells);
    line.addAll(List.of(NONE, NONE));
    return line;
  }

  private static String cell(Optional<Estimate> estimate) {
    return estimate.map(SuiteTable::cell).orElse(NONE);
  }

  private static String cell(Estimate estimate) {
    double low = estimate.ci95().low();
    double high = estimate.ci95().high();
    if (low == high) {
      return String.format(Locale.ROOT, "%.1f", estimate.value());
    }
    return String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", estimate.value(), low, high);
  }

  /** As Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder("| ").append(String.join(" | ", header)).append(" |\n|");
    header.forEach(title -> text.append("---|"));
    text.append('\n');
    for (List<String> line : lines) {
      text.append("| ").append(String.join(" | ", line)).append(" |\n");
    }
    return text.toString();
  }
}
