package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
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

  private static Design asTheyAre(float[][] features) {
    double[] deviations = new double[features[0].length];
    Arrays.fill(deviations, 1);
    return Design.of(features, new Standardisation(new double[deviations.length], deviations));
  }

  private static double slowLoss(LabelledRows rows, double[] weights, double l2) {
    double loss = 0;
    int width = rows.width();
    for (int i = 0; i < rows.size(); i++) {
      double[] logits = new double[CLASSES];
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        logits[c] = weights[width * CLASSES + c];
        for (int d = 0; d < width; d++) {
          logits[c] += rows.features()[i][d] * weights[d * CLASSES + c];
        }
        sum += Math.exp(logits[c]);
      }
      loss += (Math.log(sum) - logits[rows.labels()[i]]) / rows.size();
    }
    for (int i = 0; i < width * CLASSES; i++) {
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
    SoftmaxLoss loss = new SoftmaxLoss(asTheyAre(rows.features()), rows.labels(), CLASSES, 0.1);
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

  /** Wider than one strip, of which the parts of a gradient and of a product are put together. */
  @Test
  void wideFeaturesHaveTheGradientAndTheInverseOfTheFormulas() {
    int width = 601;
    Random random = new Random(3);
    float[][] features = new float[310][width];
    int[] labels = random.ints(310, 0, CLASSES).toArray();
    for (float[] row : features) {
      for (int d = 0; d < width; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    LabelledRows rows = new LabelledRows(features, labels);
    Design design = asTheyAre(features);
    double[] weights = random.doubles((width + 1L) * CLASSES, -0.1, 0.1).toArray();
    double[] gradient = new double[weights.length];
    SoftmaxLoss loss = new SoftmaxLoss(design, labels, CLASSES, 0.1);
    assertThat(loss.at(weights, gradient)).isCloseTo(slowLoss(rows, weights, 0.1), within(1e-10));
    double[][] moment = design.secondMoment();
    double[] vector = weights.clone();
    Curvature.of(moment, CLASSES, 0.2).apply(vector);
    for (int d : new int[] {0, 199, 200, 201, 399, 400, 401, 599, 600}) {
      int i = d * CLASSES + 1;
      double[] up = weights.clone();
      double[] down = weights.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference = (slowLoss(rows, up, 0.1) - slowLoss(rows, down, 0.1)) / 2e-5;
      assertThat(gradient[i]).as("feature %d", d).isCloseTo(difference, within(1e-8));
      double back = 0.2 * vector[i];
      for (int e = 0; e < width; e++) {
        back += 2 / 9.0 * moment[d][e] * vector[e * CLASSES + 1];
      }
      assertThat(back).as("feature %d", d).isCloseTo(weights[i], within(1e-10));
    }
  }

  @Test
  void theMinimumIsThatOfPlainGradientDescent() {
    LabelledRows rows = clouds(3, 200, 1);
    SoftmaxLoss loss = new SoftmaxLoss(asTheyAre(rows.features()), rows.labels(), CLASSES, 0.05);
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

  /** Features that vary a hundredfold less in some directions than in others, as embeddings do. */
  private static LabelledRows stretched(long seed, int count) {
    Random random = new Random(seed);
    LabelledRows clouds = clouds(seed, count, 1);
    float[][] features = new float[count][12];
    for (int i = 0; i < count; i++) {
      for (int d = 0; d < 12; d++) {
        double noise = 0.01 * random.nextGaussian();
        features[i][d] = (float) (clouds.features()[i][d % WIDTH] + noise);
      }
    }
    return new LabelledRows(features, clouds.labels());
  }

  @Test
  void aRoughSecondDerivativeLeadsToTheSameMinimumInFewerSteps() {
    LabelledRows rows = stretched(7, 500);
    Design design = Design.of(rows.features(), Standardisation.of(rows.features()));
    SoftmaxLoss loss = new SoftmaxLoss(design, rows.labels(), CLASSES, 1e-3);
    Curvature curvature = Curvature.of(design.secondMoment(), CLASSES, 1e-3);
    double[] start = new double[13 * CLASSES];
    double[] gradient = new double[start.length];
    double[] plain = new Minimiser(5000, 1e-9).minimise(loss, start);
    double[] rough = new Minimiser(5000, 1e-9).minimise(loss, start, curvature);
    assertThat(rough).containsExactly(plain, within(1e-5));
    double lowest = loss.at(plain, gradient);
    double early = loss.at(new Minimiser(8, 1e-9).minimise(loss, start, curvature), gradient);
    double plainEarly = loss.at(new Minimiser(8, 1e-9).minimise(loss, start), gradient);
    assertThat(early - lowest).isLessThan(0.1 * (plainEarly - lowest));
  }

  @Test
  void theInverseOfTheSecondDerivativeIsOne() {
    LabelledRows rows = clouds(8, 40, 1);
    double[][] moment = asTheyAre(rows.features()).secondMoment();
    Curvature curvature = Curvature.of(moment, CLASSES, 0.3);
    double[] vector = new Random(9).doubles((WIDTH + 1) * CLASSES, -1, 1).toArray();
    double[] product = new double[vector.length];
    double variance = 2 / 9.0;
    for (int c = 0; c < CLASSES; c++) {
      for (int d = 0; d < WIDTH; d++) {
        for (int e = 0; e < WIDTH; e++) {
          double slow = 0;
          for (float[] row : rows.features()) {
            slow += row[d] * (double) row[e] / 40;
          }
          double element = variance * slow + (d == e ? 0.3 : 0);
          product[d * CLASSES + c] += element * vector[e * CLASSES + c];
        }
      }
      product[WIDTH * CLASSES + c] = variance * vector[WIDTH * CLASSES + c];
    }
    curvature.apply(product);
    assertThat(product).containsExactly(vector, within(1e-10));
  }

  @Test
  void aFitDoesNotDependOnThePenaltiesBefore() {
    LabelledRows rows = stretched(10, 800);
    LabelledRows test = stretched(11, 2000);
    List<Double> strengths = List.of(1e-3, 1.0, 1e-1, 1e-4);
    List<LogisticRegression> together = LogisticRegression.fitAll(rows, CLASSES, strengths);
    for (int s = 0; s < strengths.size(); s++) {
      int[] alone =
          LogisticRegression.fit(rows, CLASSES, strengths.get(s)).predict(test.features());
      int equal = LinearProbe.right(together.get(s).predict(test.features()), alone);
      assertThat(equal).as("l2 %s", strengths.get(s)).isGreaterThanOrEqualTo(1998);
    }
    int[] weak = together.get(3).predict(test.features());
    assertThat(LinearProbe.right(together.get(1).predict(test.features()), weak)).isLessThan(1950);
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws Exception {
    LabelledRows rows = stretched(12, 3000);
    double[] point = new Random(13).doubles(13 * CLASSES, -1, 1).toArray();
    double[][] gradients = new double[2][point.length];
    double[] losses = new double[2];
    for (int run = 0; run < 2; run++) {
      int which = run;
      ForkJoinPool threads = new ForkJoinPool(run == 0 ? 1 : 7);
      threads
          .submit(
              () -> {
                SoftmaxLoss loss =
                    new SoftmaxLoss(asTheyAre(rows.features()), rows.labels(), CLASSES, 0.1);
                losses[which] = loss.at(point, gradients[which]);
              })
          .get();
      threads.shutdown();
    }
    assertThat(losses[0]).isEqualTo(losses[1]);
    assertThat(gradients[0]).isEqualTo(gradients[1]);
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
