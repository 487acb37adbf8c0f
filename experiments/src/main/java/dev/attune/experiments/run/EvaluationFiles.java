package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.Interval;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.json.JsonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code evaluation.json}: a flat table. */
public final class EvaluationFiles {
  private static final long MOST_BYTES = 16 << 20;

  private EvaluationFiles() {}

  /** All rows as {@code {"results": [row, …]}}. */
  public static ObjectNode tree(List<EvaluationRow> rows) {
    ObjectNode root = JsonText.object();
    ArrayNode results = root.putArray("results");
    for (EvaluationRow row : rows) {
      ObjectNode node = results.addObject();
      node.put("protocol", row.protocol());
      node.put("split", row.split());
      node.put("query", row.query());
      node.put("gallery", row.gallery());
      node.put("metric", row.metric());
      node.put("definition", row.definition());
      node.put("value", row.value());
      interval(node, row.ci95());
      node.put("queries", row.queries());
      node.put("gallery_size", row.gallerySize());
      ObjectNode controls = node.putObject("controls");
      row.controls()
          .forEach(
              (name, estimate) -> {
                ObjectNode control = controls.putObject(name);
                control.put("value", estimate.value());
                interval(control, estimate.ci95());
              });
    }
    return root;
  }

  /**
   * Reads what {@link #tree} gave.
   *
   * @throws IllegalArgumentException if the file is missing or has another form
   */
  public static List<EvaluationRow> read(Path file) {
    JsonNode results = JsonDocument.read(file, MOST_BYTES).root().path("results");
    List<EvaluationRow> rows = new ArrayList<>();
    for (JsonNode node : results) {
      rows.add(row(file, node));
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(file + ": expected results, found none");
    }
    return rows;
  }

  private static EvaluationRow row(Path file, JsonNode node) {
    Map<String, Estimate> controls = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("controls").properties()) {
      controls.put(
          entry.getKey(),
          new Estimate(
              entry.getValue().path("value").asDouble(), interval(file, entry.getValue())));
    }
    return new EvaluationRow(
        node.path("protocol").asText(),
        node.path("split").asText(),
        node.path("query").asText(),
        node.path("gallery").asText(),
        node.path("metric").asText(),
        node.path("definition").asText(),
        node.path("value").asDouble(),
        interval(file, node),
        node.path("queries").asInt(),
        node.path("gallery_size").asInt(),
        controls);
  }

  private static Interval interval(Path file, JsonNode node) {
    JsonNode ends = node.path("ci95");
    if (ends.size() != 2) {
      throw new IllegalArgumentException(file + ": expected ci95 with two numbers, found " + ends);
    }
    return new Interval(ends.get(0).asDouble(), ends.get(1).asDouble());
  }

  private static void interval(ObjectNode node, Interval interval) {
    node.putArray("ci95").add(interval.low()).add(interval.high());
  }
}
