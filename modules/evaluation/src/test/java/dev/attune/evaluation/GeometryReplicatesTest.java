package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Taking a group off the sums is measuring the rest. */
class GeometryReplicatesTest {
  private static final int ROWS = 57;
  private static final Jackknife.Groups GROUPS = new Jackknife(5, 1).deal(Clusters.single(ROWS));

  private final GeometryReplicates replicates = new GeometryReplicates(GROUPS);
  private final double[][] left = rows(1, 7);
  private final double[][] right = rows(2, 7);

  private static double[][] rows(long seed, int width) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[ROWS][width];
    for (double[] row : rows) {
      for (int d = 0; d < width; d++) {
        row[d] = 3 + (d + 1) * random.nextGaussian();
      }
    }
    return rows;
  }

  private static double[][] rest(double[][] rows, int group) {
    return IntStream.range(0, ROWS)
        .filter(i -> GROUPS.of()[i] != group)
        .mapToObj(i -> rows[i])
        .toArray(double[][]::new);
  }

  private void holds(String metric, double... without) {
    assertThat(without).hasSize(5);
    for (int group = 0; group < without.length; group++) {
      double expected = Geometry.of(rest(left, group), rest(right, group)).get(metric);
      assertThat(without[group]).as(metric).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }
  }

  @Test
  void figuresOfOneSetAreThoseOfTheRest() {
    double[][] unit = Geometry.unit(left);
    GeometryReplicates.Spread spread = replicates.spread(Geometry.Centred.of(left));
    holds("uniformity", replicates.uniformity(unit));
    holds("std_mean", replicates.stdMean(unit));
    holds("rank_me", spread.rankMe());
    holds("effective_rank", spread.effectiveRank());
  }

  @Test
  void figuresOfTwoSetsAreThoseOfTheRest() {
    GeometryReplicates.Spread own = replicates.spread(Geometry.Centred.of(left));
    GeometryReplicates.Spread other = replicates.spread(Geometry.Centred.of(right));
    holds("linear_cka", replicates.linearCka(own, other));
    holds("modality_gap", replicates.modalityGap(Geometry.unit(left), Geometry.unit(right)));
  }
}
