package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static final int[] CUTOFFS = {1, 2, 3, 5, 9};

  @Test
  void equalsTheMeanOverAllOrdersOfTiedColumns() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 300; trial++) {
      int columns = 1 + random.nextInt(7);
      int levels = 1 + random.nextInt(4);
      double[] scores = random.doubles(columns).map(x -> Math.floor(x * levels)).toArray();
      double[] grades = new double[columns];
      for (int c = 0; c < columns; c++) {
        grades[c] = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
      }
      grades[random.nextInt(columns)] = 2;
      Ranking ranking = rank(scores, grades);
      double[][] expected = overAllOrders(scores, grades);
      for (RankingMetric metric : RankingMetric.values()) {
        for (int k = 0; k < CUTOFFS.length; k++) {
          assertThat(ranking.mean(metric, CUTOFFS[k]))
              .as(
                  "%s of %s, %s",
                  metric.at(CUTOFFS[k]), Arrays.toString(scores), Arrays.toString(grades))
              .isCloseTo(
                  expected[List.of(RankingMetric.values()).indexOf(metric)][k], within(1e-12));
        }
      }
      assertThat(ranking.firstRanks()[0])
          .isCloseTo(expected[RankingMetric.values().length][0], within(1e-12));
    }
  }

  @Test
  void aConstantScorerGetsChance() {
    int columns = 50;
    double[][] scores = new double[columns][columns];
    int[][] relevant =
        IntStream.range(0, columns).mapToObj(i -> new int[] {i}).toArray(int[][]::new);
    Ranking ranking = Ranking.of(Scores.of(scores), Relevance.of(columns, relevant), 1, 10, 100);
    assertThat(ranking.mean(RankingMetric.RECALL, 10)).isCloseTo(0.2, within(1e-12));
    assertThat(ranking.mean(RankingMetric.HIT_RATE, 1)).isCloseTo(0.02, within(1e-12));
    assertThat(ranking.mean(RankingMetric.HIT_RATE, 100)).isEqualTo(1);
    assertThat(ranking.medianRank()).isEqualTo(25.5);
  }

  @Test
  void computesTheTextbookExample() {
    // Ranks: grade 3, irrelevant, grade 2, irrelevant, grade 1.
    Ranking ranking = rank(new double[] {9, 8, 7, 6, 5}, new double[] {3, 0, 2, 0, 1});
    assertThat(ranking.mean(RankingMetric.MAP, 5))
        .isCloseTo((1 + 2 / 3.0 + 3 / 5.0) / 3, within(1e-12));
    assertThat(ranking.mean(RankingMetric.MAP, 2)).isCloseTo(0.5, within(1e-12));
    double gain = 3 + 2 / log2(4) + 1 / log2(6);
    assertThat(ranking.mean(RankingMetric.NDCG, 5))
        .isCloseTo(gain / (3 + 2 / log2(3) + 1 / log2(4)), within(1e-12));
    assertThat(ranking.mean(RankingMetric.PRECISION, 9)).isCloseTo(3 / 9.0, within(1e-12));
  }

  @Test
  void countsTheQueriesInWhichRelevantAndOthersTie() {
    double[][] scores = {{1, 1, 0}, {2, 1, 1}, {1, 1, 0}, {0.0, -0.0, -1}};
    Relevance relevance = Relevance.of(3, new int[][] {{0}, {0}, {0, 1}, {0}});
    RankingReport report =
        Ranking.of(Scores.of(scores), relevance, 1).report(Bootstrap.DEFAULT, Clusters.single(4));
    assertThat(report.tieRate()).isEqualTo(0.5);
    assertThat(report.queries()).isEqualTo(4);
    assertThat(report.gallerySize()).isEqualTo(3);
  }

  @Test
  void infiniteScoresOrder() {
    Ranking ranking =
        rank(
            new double[] {Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY},
            new double[] {1, 0, 0});
    assertThat(ranking.firstRanks()).containsExactly(3);
  }

  @Test
  void namesTheMetricsInTheContractsOrder() {
    RankingReport report =
        Ranking.of(Scores.of(new double[][] {{1, 0}}), Relevance.of(2, new int[][] {{0}}), 1, 5)
            .report(Bootstrap.DEFAULT, Clusters.single(1));
    assertThat(report.metrics().keySet())
        .containsExactly(
            "hit_rate@1",
            "hit_rate@5",
            "recall@1",
            "recall@5",
            "precision@1",
            "precision@5",
            "map@1",
            "map@5",
            "ndcg@1",
            "ndcg@5",
            "mrr@1",
            "mrr@5");
    assertThat(report.metrics().get("precision@5"))
        .isEqualTo(new Estimate(0.2, new Interval(0.2, 0.2)));
    assertThat(report.medianRank().value()).isEqualTo(1);
  }

  @Test
  void aLargeGalleryIsRankedAlikeByBlocks() {
    SplittableRandom random = new SplittableRandom(3);
    int queries = 37;
    int columns = 3000;
    float[][] left = normal(random, queries, 8);
    float[][] right = normal(random, columns, 8);
    Scores dot = Scores.dot(left, right);
    double[][] whole = new double[queries][columns];
    for (int q = 0; q < queries; q++) {
      for (int c = 0; c < columns; c++) {
        float sum = 0;
        for (int d = 0; d < 8; d++) {
          sum += left[q][d] * right[c][d];
        }
        whole[q][c] = sum;
      }
    }
    int[][] relevant =
        IntStream.range(0, queries).mapToObj(i -> new int[] {i * 80}).toArray(int[][]::new);
    Relevance relevance = Relevance.of(columns, relevant);
    assertThat(Ranking.of(dot, relevance, 10).firstRanks())
        .containsExactly(Ranking.of(Scores.of(whole), relevance, 10).firstRanks());
  }

  @Test
  void refusesWhatCannotBeRanked() {
    Relevance relevance = Relevance.of(2, new int[][] {{0}});
    Scores nan = Scores.of(new double[][] {{1, Double.NaN}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(nan, relevance, 1))
        .withMessageContaining("row 0, column 1");
    Scores wide = Scores.of(new double[][] {{1, 2, 3}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(wide, relevance, 1))
        .withMessageContaining("[1, 3]")
        .withMessageContaining("[1, 2]");
    Scores right = Scores.of(new double[][] {{1, 2}});
    assertThatIllegalArgumentException().isThrownBy(() -> Ranking.of(right, relevance, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Ranking.of(right, relevance, 5, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scores.of(new float[][] {{1, 2}, {1}}))
        .withMessageContaining("row 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scores.dot(new float[1][3], new float[2][4]))
        .withMessageContaining("[1, 3]")
        .withMessageContaining("[2, 4]");
  }

  static float[][] normal(SplittableRandom random, int rows, int width) {
    float[][] values = new float[rows][width];
    for (float[] row : values) {
      for (int d = 0; d < width; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    return values;
  }

  private static Ranking rank(double[] scores, double[] grades) {
    int[] columns = IntStream.range(0, scores.length).toArray();
    return Ranking.of(
        Scores.of(new double[][] {scores}),
        Relevance.graded(scores.length, new int[][] {columns}, new double[][] {grades}),
        CUTOFFS);
  }

  /** Every order of the columns that sorts the scores, each figure computed from its definition. */
  private static double[][] overAllOrders(double[] scores, double[] grades) {
    List<List<Integer>> orders = new ArrayList<>();
    permute(new ArrayList<>(), scores, orders);
    double[][] sums = new double[RankingMetric.values().length + 1][CUTOFFS.length];
    for (List<Integer> order : orders) {
      double[] ranked = order.stream().mapToDouble(c -> grades[c]).toArray();
      for (int k = 0; k < CUTOFFS.length; k++) {
        double[] figures = figures(ranked, CUTOFFS[k]);
        for (int f = 0; f < figures.length; f++) {
          sums[f][k] += figures[f] / orders.size();
        }
      }
    }
    return sums;
  }

  private static void permute(List<Integer> order, double[] scores, List<List<Integer>> orders) {
    if (order.size() == scores.length) {
      orders.add(List.copyOf(order));
    }
    for (int c = 0; c < scores.length; c++) {
      boolean next = order.isEmpty() || scores[order.get(order.size() - 1)] >= scores[c];
      if (next && !order.contains(c)) {
        order.add(c);
        permute(order, scores, orders);
        order.remove(order.size() - 1);
      }
    }
  }

  private static double[] figures(double[] ranked, int k) {
    int relevant = (int) Arrays.stream(ranked).filter(g -> g > 0).count();
    double[] ideal =
        Arrays.stream(ranked)
            .boxed()
            .sorted(Comparator.reverseOrder())
            .mapToDouble(g -> g)
            .toArray();
    double found = 0;
    double precisions = 0;
    double gain = 0;
    double best = 0;
    double reciprocal = 0;
    int first = 0;
    for (int i = 0; i < ranked.length; i++) {
      if (ranked[i] > 0 && first == 0) {
        first = i + 1;
      }
      if (i < k) {
        gain += ranked[i] / log2(i + 2);
        best += ideal[i] / log2(i + 2);
        if (ranked[i] > 0) {
          found++;
          precisions += found / (i + 1);
          reciprocal = Math.max(reciprocal, 1.0 / (i + 1));
        }
      }
    }
    return new double[] {
      found > 0 ? 1 : 0,
      found / relevant,
      found / k,
      precisions / Math.min(relevant, k),
      gain / best,
      reciprocal,
      first
    };
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
