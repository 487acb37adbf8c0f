package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Retrieval of one modality by another, with controls: what the same figures are where there is
 * nothing to be found. Queries of one id are drawn together for the intervals.
 *
 * @param name the protocol's name in the rows
 * @param cutoffs the values of k
 * @param bootstrap how intervals are drawn
 * @param shuffleSeed decides how the control {@value #SHUFFLED_PAIRS} pairs the items
 */
public record RetrievalProtocol(
    String name, List<Integer> cutoffs, Bootstrap bootstrap, long shuffleSeed) {
  /** The control whose embeddings come from an encoder that was never trained. */
  public static final String RANDOM_ENCODER = "random_encoder";

  /** The control that keeps the embeddings and deals the gallery's ids anew. */
  public static final String SHUFFLED_PAIRS = "shuffled_pairs";

  /** The metric of the row that holds the median rank. */
  public static final String MEDIAN_RANK = "median_rank";

  private static final String MEDIAN_RANK_DEFINITION =
      "median over queries of the rank of the first relevant item; ties in expectation";

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a cut-off is below 1 or repeats
   */
  public RetrievalProtocol {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(bootstrap, "bootstrap");
    cutoffs = List.copyOf(cutoffs);
    Ranking.requireCutoffs(cutoffs.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * The usual settings: k of 1, 5 and 10, 1000 resamples.
   *
   * @return a protocol named {@code retrieval}
   */
  public static RetrievalProtocol standard() {
    return new RetrievalProtocol("retrieval", List.of(1, 5, 10), Bootstrap.DEFAULT, 0);
  }

  /**
   * Two sets of embeddings to be ranked against each other.
   *
   * @param queries what asks
   * @param gallery what is ranked; holds every query's id, and may hold others
   */
  public record Sides(EmbeddingSet queries, EmbeddingSet gallery) {
    /** The other direction. */
    Sides turned() {
      return new Sides(/* queries= */ gallery, /* gallery= */ queries);
    }
  }

  /**
   * Both directions: the first set asks the second, then the second the first.
   *
   * @param split the part of the data set, for the rows
   * @param sides the embeddings; their ids are the same sets
   * @param controls further embeddings of the same items, by the control's name, for instance
   *     {@value #RANDOM_ENCODER}
   * @return the rows of both directions
   * @throws IllegalArgumentException if an id lacks a partner, or a control's ids differ
   */
  public List<EvaluationRow> bothDirections(
      String split, Sides sides, Map<String, Sides> controls) {
    Map<String, Sides> turned = new LinkedHashMap<>();
    controls.forEach((control, pair) -> turned.put(control, pair.turned()));
    List<EvaluationRow> rows = new ArrayList<>(oneDirection(split, sides, controls));
    rows.addAll(oneDirection(split, sides.turned(), turned));
    return List.copyOf(rows);
  }

  /**
   * One direction; the gallery may be larger than the queries' ids.
   *
   * @param split the part of the data set, for the rows
   * @param sides the embeddings
   * @param controls further embeddings of the same items, by the control's name; {@value
   *     #SHUFFLED_PAIRS} is added here
   * @return a row a metric, the median rank last
   * @throws IllegalArgumentException if a query's id is not in the gallery, or a control's ids
   *     differ
   */
  public List<EvaluationRow> oneDirection(String split, Sides sides, Map<String, Sides> controls) {
    Relevance relevance = Relevance.byId(sides.queries().ids(), sides.gallery().ids());
    Scores scores = Scores.dot(sides.queries().rows(), sides.gallery().rows());
    RankingReport report = report(scores, relevance, sides.queries());
    Map<String, RankingReport> measured = new LinkedHashMap<>();
    controls.forEach(
        (control, pair) -> {
          requireSameIds(control, sides.queries(), pair.queries());
          requireSameIds(control, sides.gallery(), pair.gallery());
          Scores others = Scores.dot(pair.queries().rows(), pair.gallery().rows());
          measured.put(control, report(others, relevance, sides.queries()));
        });
    Relevance dealt = Relevance.byId(sides.queries().ids(), dealt(sides.gallery().ids()));
    measured.put(SHUFFLED_PAIRS, report(scores, dealt, sides.queries()));
    return rows(split, sides, report, measured);
  }

  private RankingReport report(Scores scores, Relevance relevance, EmbeddingSet queries) {
    return Ranking.of(scores, relevance, ks()).report(bootstrap, Clusters.of(queries.ids()));
  }

  private int[] ks() {
    return cutoffs.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Renames ids among themselves, so that the captions of an image stay together. */
  private List<String> dealt(List<String> ids) {
    List<String> before = List.copyOf(new LinkedHashSet<>(ids));
    List<String> after = new ArrayList<>(before);
    SplittableRandom random = new SplittableRandom(shuffleSeed);
    for (int i = after.size() - 1; i > 0; i--) {
      Collections.swap(after, i, random.nextInt(i + 1));
    }
    Map<String, String> renamed = new LinkedHashMap<>();
    for (int i = 0; i < before.size(); i++) {
      renamed.put(before.get(i), after.get(i));
    }
    return ids.stream().map(renamed::get).toList();
  }

  private static void requireSameIds(String control, EmbeddingSet expected, EmbeddingSet found) {
    if (!expected.ids().equals(found.ids())) {
      throw new IllegalArgumentException(
          "control "
              + control
              + ": expected the "
              + expected.ids().size()
              + " ids of "
              + expected.name()
              + " in their order, found "
              + found.ids().size()
              + " others");
    }
  }

  private List<EvaluationRow> rows(
      String split, Sides sides, RankingReport report, Map<String, RankingReport> controls) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (RankingMetric metric : RankingMetric.values()) {
      for (int k : cutoffs) {
        Map<String, Estimate> beside = new LinkedHashMap<>();
        controls.forEach((control, of) -> beside.put(control, of.metrics().get(metric.at(k))));
        Estimate figure = report.metrics().get(metric.at(k));
        rows.add(row(split, sides, metric.at(k), metric.definition(k), figure, beside));
      }
    }
    Map<String, Estimate> beside = new LinkedHashMap<>();
    controls.forEach((control, of) -> beside.put(control, of.medianRank()));
    rows.add(row(split, sides, MEDIAN_RANK, MEDIAN_RANK_DEFINITION, report.medianRank(), beside));
    return List.copyOf(rows);
  }

  private EvaluationRow row(
      String split,
      Sides sides,
      String metric,
      String definition,
      Estimate figure,
      Map<String, Estimate> controls) {
    return new EvaluationRow(
        name,
        split,
        sides.queries().name(),
        sides.gallery().name(),
        metric,
        definition,
        figure.value(),
        figure.ci95(),
        sides.queries().rows().length,
        sides.gallery().rows().length,
        controls);
  }
}
