package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RidgeBaselineTest {
  @Test
  void solvesTheOneVariableCase() {
    // Centred x is -1, 0, 1; standardised y is -1, 0, 1 times s; weight = x·y / (x·x + lambda).
    float[][] x = {{0}, {1}, {2}};
    float[][] y = {{10, 0}, {20, 5}, {30, 10}};
    RidgeBaseline baseline = RidgeBaseline.fit(x, y, 2);
    float half = (float) Math.sqrt(0.5);
    assertThat(baseline.embedFeatures(new float[][] {{5}})[0])
        .containsExactly(new float[] {half, half}, within(1e-6f));
    assertThat(baseline.embedTargets(new float[][] {{20, 10}})[0])
        .containsExactly(new float[] {0, 1}, within(1e-6f));
  }

  @Test
  void theSolutionFulfilsItsEquations() {
    SplittableRandom random = new SplittableRandom(9);
    double[][] x = new double[20][6];
    for (double[] row : x) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    double[][] gram = CrossProduct.of(x, x);
    for (int i = 0; i < 6; i++) {
      gram[i][i] += 0.5;
    }
    double[][] right = CrossProduct.of(x, x);
    double[][] expected = new double[6][];
    double[][] kept = new double[6][];
    for (int i = 0; i < 6; i++) {
      expected[i] = right[i].clone();
      kept[i] = gram[i].clone();
    }
    Cholesky.solve(gram, right);
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        double sum = 0;
        for (int k = 0; k < 6; k++) {
          sum += kept[i][k] * right[k][j];
        }
        assertThat(sum).isCloseTo(expected[i][j], within(1e-10));
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cholesky.solve(new double[][] {{1, 2}, {2, 1}}, new double[2][1]))
        .withMessageContaining("positive definite");
  }

  @Test
  void findsALinearRelationOnUnseenRows() {
    SplittableRandom random = new SplittableRandom(10);
    float[][] mixing = RankingTest.normal(random, 5, 3);
    float[][] features = RankingTest.normal(random, 400, 5);
    float[][] targets = new float[400][3];
    for (int i = 0; i < 400; i++) {
      for (int j = 0; j < 3; j++) {
        targets[i][j] = 100 + 7 * j;
        for (int p = 0; p < 5; p++) {
          targets[i][j] += features[i][p] * mixing[p][j];
        }
      }
    }
    float[][] seenX = Arrays.copyOf(features, 300);
    float[][] seenY = Arrays.copyOf(targets, 300);
    RidgeBaseline baseline = RidgeBaseline.fit(seenX, seenY, 1e-3);
    Scores scores =
        Scores.dot(
            baseline.embedFeatures(Arrays.copyOfRange(features, 300, 400)),
            baseline.embedTargets(Arrays.copyOfRange(targets, 300, 400)));
    int[][] relevant = IntStream.range(0, 100).mapToObj(i -> new int[] {i}).toArray(int[][]::new);
    Ranking ranking = Ranking.of(scores, Relevance.of(100, relevant), 1);
    assertThat(ranking.mean(RankingMetric.RECALL, 1)).isGreaterThan(0.95);
  }

  @Test
  void anUnknownBagPredictsNothingAndAConstantColumnDoesNotCount() {
    float[][] x = {{1, 0}, {0, 1}};
    float[][] y = {{1, 4}, {2, 4}};
    RidgeBaseline baseline = RidgeBaseline.fit(x, y, 1);
    assertThat(baseline.embedFeatures(new float[][] {{0.5f, 0.5f}})[0]).containsExactly(0, 0);
    assertThat(baseline.embedTargets(new float[][] {{2, 4}})[0]).containsExactly(1, 0);
  }

  @Test
  void refusesOtherShapes() {
    float[][] one = {{1, 2}};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RidgeBaseline.fit(one, new float[2][1], 1))
        .withMessageContaining("found 2 and 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RidgeBaseline.fit(one, one, 0))
        .withMessageContaining("lambda");
    RidgeBaseline baseline = RidgeBaseline.fit(one, one, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> baseline.embedFeatures(new float[1][3]))
        .withMessageContaining("width 2");
  }
}
