package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestNeighboursTest {

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int d = 0; d < a.length; d++) {
      product += (double) a[d] * b[d];
      left += (double) a[d] * a[d];
      right += (double) b[d] * b[d];
    }
    return product / Math.sqrt(left * right);
  }

  private static int slow(LabelledRows training, float[] row, int k, double temperature) {
    List<Integer> order =
        IntStream.range(0, training.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -cosine(training.features()[i], row)))
            .limit(k)
            .toList();
    double[] votes = new double[training.classes()];
    for (int i : order) {
      votes[training.labels()[i]] += Math.exp(cosine(training.features()[i], row) / temperature);
    }
    int best = training.labels()[order.get(0)];
    for (int i : order) {
      int label = training.labels()[i];
      best = votes[label] > votes[best] + 1e-9 ? label : best;
    }
    return best;
  }

  @Test
  void votesAreThoseOfASlowLoop() {
    LabelledRows training = LogisticRegressionTest.clouds(1, 150, 1);
    LabelledRows test = LogisticRegressionTest.clouds(2, 130, 1);
    for (int k : new int[] {1, 4, 20, 500}) {
      for (double temperature : new double[] {0.07, 1, Double.POSITIVE_INFINITY}) {
        int[] found = new NearestNeighbours(k, temperature).predict(training, test.features());
        for (int i = 0; i < test.size(); i++) {
          assertThat(found[i])
              .as("row %d, k %d, temperature %s", i, k, temperature)
              .isEqualTo(slow(training, test.features()[i], k, temperature));
        }
      }
    }
  }

  @Test
  void severalVotesAreThoseOfEachAlone() {
    LabelledRows training = LogisticRegressionTest.clouds(5, 700, 1);
    float[][] rows = LogisticRegressionTest.clouds(6, 333, 1).features();
    List<NearestNeighbours> votes =
        List.of(
            NearestNeighbours.majority(5),
            NearestNeighbours.majority(1),
            new NearestNeighbours(900, 0.1));
    List<int[]> together = NearestNeighbours.predict(votes, training, rows);
    for (int v = 0; v < votes.size(); v++) {
      assertThat(together.get(v)).isEqualTo(votes.get(v).predict(training, rows));
    }
    assertThat(together.get(0)).isNotEqualTo(together.get(1));
  }

  @Test
  void aTrainingRowFindsItself() {
    LabelledRows training = LogisticRegressionTest.clouds(3, 200, 0);
    assertThat(NearestNeighbours.majority(1).predict(training, training.features()))
        .isEqualTo(training.labels());
  }

  @Test
  void aTieGoesToTheNearest() {
    LabelledRows training =
        new LabelledRows(new float[][] {{1, 0.5f}, {1, 0}, {0, 1}}, new int[] {0, 1, 0});
    assertThat(NearestNeighbours.majority(2).predict(training, new float[][] {{1, 0.1f}}))
        .containsExactly(1);
    assertThat(NearestNeighbours.majority(3).predict(training, new float[][] {{1, 0.1f}}))
        .containsExactly(0);
  }

  @Test
  void smallTemperaturesDoNotOverflow() {
    LabelledRows training = LogisticRegressionTest.clouds(4, 60, 1);
    float[][] rows = {
      new Random(1).nextBoolean() ? training.features()[5] : training.features()[6]
    };
    assertThat(new NearestNeighbours(10, 1e-6).predict(training, rows))
        .isEqualTo(NearestNeighbours.majority(1).predict(training, rows));
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> NearestNeighbours.majority(0))
        .hasMessage("k: expected 1 or more, found 0");
    assertThatThrownBy(() -> new NearestNeighbours(1, 0))
        .hasMessage("temperature: expected a positive number, found 0.0");
  }
}
