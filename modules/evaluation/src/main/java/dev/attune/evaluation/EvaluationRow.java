package dev.attune.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One row of {@code evaluation.json}.
 *
 * @param protocol what was done, for instance {@code retrieval}
 * @param split the part of the data set
 * @param query what asks, for instance {@code text}
 * @param gallery what is ranked, for instance {@code image}
 * @param metric the figure's name, for instance {@code recall@10}
 * @param definition what the figure is, in words
 * @param value the figure
 * @param ci95 its 95 % interval
 * @param queries number of queries
 * @param gallerySize number of ranked items
 * @param controls by name, the same figure where there is nothing to be found
 */
public record EvaluationRow(
    String protocol,
    String split,
    String query,
    String gallery,
    String metric,
    String definition,
    double value,
    Interval ci95,
    int queries,
    int gallerySize,
    Map<String, Estimate> controls) {
  /** Keeps the order of the controls. */
  public EvaluationRow {
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(gallery, "gallery");
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(ci95, "ci95");
    controls = Collections.unmodifiableMap(new LinkedHashMap<>(controls));
  }
}
