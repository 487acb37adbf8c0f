package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
  private static final int CLASSES = 3;
  private static final int WIDTH = 4;

  /** Three clouds that overlap. */
  static LabelledRows clouds(long seed, int count, double apart) {
    Random random = new Random(seed);
    float[][] features = new float[count][WIDTH];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(CLASSES);
      for (int d = 0; d < WIDTH; d++) {
        double mean = d == labels[i] ? apart : 0;
        features[i][d] = (float) (mean + random.nextGaussian());
      }
    }
    return new LabelledRows(features, labels);
  }

  private static double slowLoss(LabelledRows rows, double[] weights, double l2) {
    double loss = 0;
    for (int i = 0; i < rows.size(); i++) {
      double[] logits = new double[CLASSES];
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        logits[c] = weights[WIDTH * CLASSES + c];
        for (int d = 0; d < WIDTH; d++) {
          logits[c] += rows.features()[i][d] * weights[d * CLASSES + c];
        }
        sum += Math.exp(logits[c]);
      }
      loss += (Math.log(sum) - logits[rows.labels()[i]]) / rows.size();
    }
    for (int i = 0; i < WIDTH * CLASSES; i++) {
      loss += l2 / 2 * weights[i] * weights[i];
    }
    return loss;
  }

  @Test
  void lossAndGradientAreThoseOfTheFormula() {
    LabelledRows rows = clouds(1, 600, 1);
    Random random = new Random(2);
    double[] weights = random.doubles((WIDTH + 1) * CLASSES, -1, 1).toArray();
    double[] gradient = new double[weights.length];
    LogisticRegression.Loss loss =
        new LogisticRegression.Loss(rows.features(), rows.labels(), CLASSES, 0.1);
    assertThat(loss.at(weights, gradient)).isCloseTo(slowLoss(rows, weights, 0.1), within(1e-12));
    for (int i = 0; i < weights.length; i++) {
      double[] up = weights.clone();
      double[] down = weights.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference = (slowLoss(rows, up, 0.1) - slowLoss(rows, down, 0.1)) / 2e-5;
      assertThat(gradient[i]).as("weight %d", i).isCloseTo(difference, within(1e-8));
    }
  }

  @Test
  void theMinimumIsThatOfPlainGradientDescent() {
    LabelledRows rows = clouds(3, 200, 1);
    LogisticRegression.Loss loss =
        new LogisticRegression.Loss(rows.features(), rows.labels(), CLASSES, 0.05);
    double[] plain = new double[(WIDTH + 1) * CLASSES];
    double[] gradient = new double[plain.length];
    for (int step = 0; step < 20_000; step++) {
      loss.at(plain, gradient);
      for (int i = 0; i < plain.length; i++) {
        plain[i] -= 0.2 * gradient[i];
      }
    }
    double[] found = new Minimiser(200, 1e-10).minimise(loss, new double[plain.length]);
    double lowest = loss.at(plain, gradient);
    assertThat(loss.at(found, gradient)).isCloseTo(lowest, within(1e-10));
    for (int i = 0; i < WIDTH * CLASSES; i++) {
      assertThat(found[i]).isCloseTo(plain[i], within(1e-5));
    }
  }

  @Test
  void overlappingCloudsAreToldApartAsWellAsTheyCanBe() {
    LogisticRegression probe = LogisticRegression.fit(clouds(4, 3000, 2), CLASSES, 1e-4);
    LabelledRows test = clouds(5, 4000, 2);
    int[] predicted = probe.predict(test.features());
    double best = 0;
    double found = 0;
    for (int i = 0; i < test.size(); i++) {
      // Equal clouds around equally long means: the best guess is the largest of the first three.
      float[] row = test.features()[i];
      int bayes = row[0] > row[1] ? (row[0] > row[2] ? 0 : 2) : row[1] > row[2] ? 1 : 2;
      best += bayes == test.labels()[i] ? 1 : 0;
      found += predicted[i] == test.labels()[i] ? 1 : 0;
    }
    assertThat(found / test.size()).isCloseTo(best / test.size(), within(0.01));
  }

  @Test
  void theUnitOfAFeatureAndAConstantOneChangeNothing() {
    LabelledRows rows = clouds(6, 300, 1);
    float[][] scaled = new float[rows.size()][WIDTH + 1];
    for (int i = 0; i < rows.size(); i++) {
      for (int d = 0; d < WIDTH; d++) {
        scaled[i][d] = (float) (Math.pow(100, d - 2) * rows.features()[i][d]);
      }
      scaled[i][WIDTH] = 0.1f;
    }
    LabelledRows others = new LabelledRows(scaled, rows.labels());
    assertThat(LogisticRegression.fit(others, CLASSES, 1e-2).predict(scaled))
        .isEqualTo(LogisticRegression.fit(rows, CLASSES, 1e-2).predict(rows.features()));
  }

  @Test
  void whatCannotBeFittedIsRefusedInOneLine() {
    LabelledRows one = new LabelledRows(new float[][] {{1}, {2}}, new int[] {1, 1});
    assertThatThrownBy(() -> LogisticRegression.fit(one, 2, 1))
        .hasMessage("probe: expected at least 2 classes among the training rows, found 1");
    LabelledRows two = new LabelledRows(new float[][] {{1}, {2}}, new int[] {0, 1});
    assertThatThrownBy(() -> LogisticRegression.fit(two, 2, 0))
        .hasMessage("l2: expected a positive number, found 0.0");
    assertThatThrownBy(() -> LogisticRegression.fit(two, 1, 1))
        .hasMessage("probe: expected labels below 1, found 1");
    assertThatThrownBy(() -> new LabelledRows(new float[][] {{1}, {Float.NaN}}, new int[] {0, 1}))
        .hasMessage("probe: row 1: expected finite features, found NaN");
    assertThatThrownBy(() -> new LabelledRows(new float[][] {{1}, {1, 2}}, new int[] {0, 1}))
        .hasMessage("probe: row 1: expected width 1, found 2");
    assertThatThrownBy(() -> new LabelledRows(new float[][] {{1}}, new int[] {-1}))
        .hasMessage("probe: row 0: expected a class from 0, found -1");
  }
}
