package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @Test
  void aMeansIntervalIsThatOfTheNormalLaw() {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = new double[2000];
    Arrays.setAll(values, i -> random.nextGaussian());
    Interval interval = mean(Clusters.single(2000), values);
    double error = 1.96 / Math.sqrt(2000);
    assertThat(interval.high() - interval.low()).isCloseTo(2 * error, within(0.1 * error));
    double mean = Arrays.stream(values).average().orElseThrow();
    assertThat((interval.low() + interval.high()) / 2).isCloseTo(mean, within(0.1 * error));
  }

  @Test
  void copiesOfAnItemThatAreDrawnTogetherDoNotNarrowTheInterval() {
    SplittableRandom random = new SplittableRandom(6);
    double[] values = new double[500];
    Arrays.setAll(values, i -> random.nextInt(2));
    double[] five = new double[2500];
    int[] keys = new int[2500];
    for (int i = 0; i < five.length; i++) {
      five[i] = values[i / 5];
      keys[i] = 7000 - i / 5;
    }
    Interval single = mean(Clusters.single(500), values);
    Interval together = mean(Clusters.of(keys), five);
    assertThat(together.low()).isCloseTo(single.low(), within(1e-12));
    assertThat(together.high()).isCloseTo(single.high(), within(1e-12));
    Interval apart = mean(Clusters.single(2500), five);
    assertThat(apart.high() - apart.low()).isLessThan(0.6 * (single.high() - single.low()));
  }

  @Test
  void theSeedDecides() {
    SplittableRandom random = new SplittableRandom(7);
    double[][] values = {random.doubles(100).toArray()};
    Clusters clusters = Clusters.single(100);
    assertThat(new Bootstrap(200, 1).meanIntervals(clusters, values))
        .isEqualTo(new Bootstrap(200, 1).meanIntervals(clusters, values))
        .isNotEqualTo(new Bootstrap(200, 2).meanIntervals(clusters, values));
  }

  @Test
  void clustersOfUnequalSizeCountByTheirItems() {
    double[][] values = {{1, 1, 1, 0}};
    Clusters clusters = Clusters.of(List.of("a", "a", "a", "b"));
    assertThat(clusters.count()).isEqualTo(2);
    // A draw is aa, ab or bb: 1, 3/4 or 0.
    assertThat(new Bootstrap(1000, 0).meanIntervals(clusters, values))
        .containsExactly(new Interval(0, 1));
    double[] seen = {0};
    new Bootstrap(50, 0)
        .intervals(
            clusters,
            copies -> {
              synchronized (seen) {
                seen[0] += copies[0] + copies[1];
              }
              return new double[] {0};
            });
    assertThat(seen[0]).isEqualTo(100);
  }

  @Test
  void refusesWithNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bootstrap(0, 0))
        .withMessageContaining("found 0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Interval(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Interval(Double.NaN, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Clusters.single(0));
  }

  private static Interval mean(Clusters clusters, double[] values) {
    return Bootstrap.DEFAULT.meanIntervals(clusters, new double[][] {values}).get(0);
  }
}
