package dev.attune.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ranking metrics over all queries.
 *
 * @param metrics by name ({@code hit_rate@1} …), in the order of {@link RankingMetric} and then of
 *     k
 * @param medianRank the median over queries of the expected rank of the first relevant column
 * @param queries number of queries
 * @param gallerySize number of columns
 * @param tieRate share of the queries in which a relevant column ties with one that is not
 */
public record RankingReport(
    Map<String, Estimate> metrics,
    Estimate medianRank,
    int queries,
    int gallerySize,
    double tieRate) {
  /** Keeps the order of the metrics. */
  public RankingReport {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
