package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.Interval;
import dev.attune.experiments.json.JsonText;
import java.util.List;

/** {@code evaluation.json}: a flat table. */
public final class EvaluationFiles {
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

  private static void interval(ObjectNode node, Interval interval) {
    node.putArray("ci95").add(interval.low()).add(interval.high());
  }
}
