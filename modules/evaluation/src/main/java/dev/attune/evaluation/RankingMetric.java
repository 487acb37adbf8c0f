package dev.attune.evaluation;

import java.util.Locale;

/**
 * A figure over the first k ranks of a query. Equal scores count in expectation over their orders.
 */
public enum RankingMetric {
  /** Whether any relevant column was found. */
  HIT_RATE("hit_rate", "share of queries with a relevant item among the first %d"),
  /** Found over relevant. */
  RECALL("recall", "share of a query's relevant items that stand among the first %d"),
  /** Found over k. */
  PRECISION("precision", "share of the first %d that is relevant"),
  /** Average precision over min(relevant, k). */
  MAP("map", "precision at each relevant rank up to %1$d, over min(relevant, %1$d)"),
  /** Normalised discounted gain, linear in the grade (Järvelin and Kekäläinen 2002). */
  NDCG("ndcg", "discounted gain of the first %d over that of the ideal order, gain linear"),
  /** Reciprocal rank of the first relevant column. */
  MRR("mrr", "reciprocal rank of the first relevant item, 0 beyond rank %d");

  private final String key;
  private final String definition;

  RankingMetric(String key, String definition) {
    this.key = key;
    this.definition = definition;
  }

  /**
   * The name in results.
   *
   * @param k cut-off, at least 1
   * @return for instance {@code recall@10}
   */
  public String at(int k) {
    return key + "@" + k;
  }

  /**
   * What is measured, in words.
   *
   * @param k cut-off, at least 1
   * @return one phrase
   */
  public String definition(int k) {
    return String.format(Locale.ROOT, definition, k) + "; ties in expectation";
  }

  double of(TiedRanking ranking, int k) {
    return switch (this) {
      case HIT_RATE -> ranking.hitRate(k);
      case RECALL -> ranking.recall(k);
      case PRECISION -> ranking.precision(k);
      case MAP -> ranking.averagePrecision(k);
      case NDCG -> ranking.discountedGain(k);
      case MRR -> ranking.reciprocalRank(k);
    };
  }
}
