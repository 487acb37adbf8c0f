package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JackknifeTest {

  @Test
  void ofMeansItIsStudentsInterval() {
    double[] values = {3, 1, 4, 1, 5};
    double mean = 14.0 / 5;
    double[] without = Arrays.stream(values).map(value -> (14 - value) / 4).toArray();
    Interval interval = Jackknife.interval(mean, without);
    // s² = 12.8 / 4 = 3.2; t with 4 degrees of freedom is 2.776.
    double reach = 2.776 * Math.sqrt(3.2 / 5);
    assertThat(interval.low()).isCloseTo(mean - reach, within(1e-12));
    assertThat(interval.high()).isCloseTo(mean + reach, within(1e-12));
  }

  @Test
  void clustersStayTogetherAndGroupsAreEven() {
    int[] keys = new int[90];
    Arrays.setAll(keys, i -> i / 2);
    Jackknife.Groups groups = new Jackknife(4, 3).deal(Clusters.of(keys));
    int[] sizes = new int[4];
    for (int i = 0; i < keys.length; i += 2) {
      assertThat(groups.of()[i + 1]).isEqualTo(groups.of()[i]);
      sizes[groups.of()[i]]++;
    }
    assertThat(sizes).containsExactlyInAnyOrder(11, 11, 11, 12);
    assertThat(Jackknife.DEFAULT.deal(Clusters.single(3)).count()).isEqualTo(3);
  }

  @Test
  void withoutSpreadOfGroupsTheFigureStandsAlone() {
    assertThat(Jackknife.interval(2, 1)).isEqualTo(new Interval(2, 2));
    assertThat(Jackknife.interval(2, 1, Double.NaN)).isEqualTo(new Interval(2, 2));
    assertThat(Jackknife.interval(2, 2, 2)).isEqualTo(new Interval(2, 2));
    assertThatThrownBy(() -> new Jackknife(21, 0))
        .hasMessage("jackknife: expected 2 to 20 groups, found 21");
  }

  @Test
  void intervalsOfGeometryHoldTheExpectedFigureNineTimesOfTen() {
    SplittableRandom random = new SplittableRandom(5);
    int draws = 120;
    int rows = 160;
    double[][] values = new double[draws][];
    double[][][] ends = new double[draws][][];
    for (int draw = 0; draw < draws; draw++) {
      List<EvaluationRow> figures = figures(RankingTest.normal(random, rows, 5), random);
      values[draw] = figures.stream().mapToDouble(EvaluationRow::value).toArray();
      ends[draw] =
          figures.stream()
              .map(row -> new double[] {row.ci95().low(), row.ci95().high()})
              .toArray(double[][]::new);
    }
    for (int f = 0; f < values[0].length; f++) {
      int figure = f;
      double expected = Arrays.stream(values).mapToDouble(v -> v[figure]).average().orElseThrow();
      long holding =
          Arrays.stream(ends)
              .filter(end -> end[figure][0] <= expected && expected <= end[figure][1])
              .count();
      // 95 % of 120 are 114, with a deviation of 2.4; an interval half as wide would hold 81.
      assertThat(holding).as("figure " + f).isBetween(104L, 120L);
      double width =
          Arrays.stream(ends)
              .mapToDouble(end -> end[figure][1] - end[figure][0])
              .average()
              .orElse(0);
      double deviation =
          Math.sqrt(
              Arrays.stream(values)
                  .mapToDouble(v -> (v[figure] - expected) * (v[figure] - expected))
                  .average()
                  .orElseThrow());
      assertThat(width / deviation).as("width " + f).isBetween(3.3, 5.5);
    }
  }

  /** Rows that stretch differently, a related second side, and a third of another width. */
  private static List<EvaluationRow> figures(float[][] rows, SplittableRandom random) {
    float[][] noise = RankingTest.normal(random, rows.length, 5);
    float[][] other = new float[rows.length][3];
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < 5; d++) {
        rows[i][d] = rows[i][d] * (d + 1) + 2;
        noise[i][d] = rows[i][d] + 3 * noise[i][d] + 1;
      }
      for (int d = 0; d < 3; d++) {
        other[i][d] = noise[i][d] * noise[i][d];
      }
    }
    return new GeometryProtocol(new Bootstrap(200, 0), 0)
        .evaluate(
            "test",
            "image",
            GeometryProtocol.Space.of(rows, new GeometryProtocol.Partners("text", noise, true)),
            Map.of("other", other),
            Clusters.single(rows.length),
            Map.of());
  }
}
