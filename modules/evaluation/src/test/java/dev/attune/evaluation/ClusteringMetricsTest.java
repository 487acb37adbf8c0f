package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClusteringMetricsTest {
  @Test
  void equalPartitionsAgreeWhateverTheirNames() {
    ClusteringMetrics same =
        ClusteringMetrics.of(new long[] {0, 0, 1, 1, 2, 2}, new long[] {7, 7, -3, -3, 0, 0});
    assertThat(same.mutualInformation()).isCloseTo(Math.log(3), within(1e-12));
    assertThat(same.nmi()).isCloseTo(1, within(1e-12));
    assertThat(same.ari()).isCloseTo(1, within(1e-12));
    assertThat(same.vMeasure()).isCloseTo(1, within(1e-12));
  }

  @Test
  void independentPartitionsDoNot() {
    ClusteringMetrics none = ClusteringMetrics.of(new long[] {0, 0, 1, 1}, new long[] {0, 1, 0, 1});
    assertThat(none.mutualInformation()).isZero();
    assertThat(none.nmi()).isZero();
    assertThat(none.vMeasure()).isZero();
    assertThat(none.ari()).isCloseTo(-0.5, within(1e-12));
  }

  @Test
  void halvesOfAClass() {
    // Classes {4}, {4}; the second is cut in halves: information ln 2, entropies ln 2 and 1.5 ln 2.
    long[] truth = {0, 0, 0, 0, 1, 1, 1, 1};
    ClusteringMetrics cut = ClusteringMetrics.of(truth, new long[] {0, 0, 0, 0, 1, 1, 2, 2});
    assertThat(cut.mutualInformation()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(cut.nmi()).isCloseTo(0.8, within(1e-12));
    assertThat(cut.vMeasure()).isCloseTo(0.8, within(1e-12));
    // Pairs together: 8; in classes 12, in clusters 8, of 28; chance 96/28.
    assertThat(cut.ari()).isCloseTo((8 - 96 / 28.0) / (10 - 96 / 28.0), within(1e-12));
  }

  @Test
  void randomPartitionsHaveAnAdjustedIndexOfZero() {
    SplittableRandom random = new SplittableRandom(3);
    long[] truth = random.longs(20_000, 0, 10).toArray();
    long[] predicted = random.longs(20_000, 0, 7).toArray();
    assertThat(ClusteringMetrics.of(truth, predicted).ari()).isCloseTo(0, within(1e-3));
  }

  @Test
  void onePartEachAgrees() {
    ClusteringMetrics one = ClusteringMetrics.of(new long[] {5, 5}, new long[] {1, 1});
    assertThat(one).isEqualTo(new ClusteringMetrics(0, 1, 1, 1));
    assertThat(ClusteringMetrics.of(new long[] {5}, new long[] {1}))
        .isEqualTo(new ClusteringMetrics(0, 1, 1, 1));
    ClusteringMetrics apart = ClusteringMetrics.of(new long[] {0, 0}, new long[] {0, 1});
    assertThat(apart.nmi()).isZero();
    assertThat(apart.ari()).isZero();
  }

  @Test
  void countsSayTheSameAsItems() {
    long[] truth = {0, 0, 0, 1, 1, 2, 2, 2, 2};
    long[] predicted = {1, 1, 0, 0, 0, 1, 1, 1, 0};
    long[][] counts = new long[3][3];
    for (int i = 0; i < truth.length; i++) {
      counts[(int) truth[i]][(int) predicted[i]]++;
    }
    ClusteringMetrics expected = ClusteringMetrics.of(truth, predicted);
    ClusteringMetrics found = ClusteringMetrics.of(counts);
    assertThat(found.mutualInformation())
        .isCloseTo(expected.mutualInformation(), within(1e-12))
        .isGreaterThan(0.1);
    assertThat(found.ari()).isCloseTo(expected.ari(), within(1e-12));
    assertThat(found.vMeasure()).isCloseTo(expected.vMeasure(), within(1e-12));
  }

  @Test
  void refusesOtherLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusteringMetrics.of(new long[2], new long[3]))
        .withMessageContaining("found 3 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusteringMetrics.of(new long[0], new long[0]));
  }
}
