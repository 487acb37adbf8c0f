package dev.attune.pretraining;

import static dev.attune.pretraining.ByHand.cosine;
import static dev.attune.pretraining.ByHand.crossEntropy;
import static dev.attune.pretraining.ByHand.meanCosine;
import static dev.attune.pretraining.ByHand.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.objectives.BarlowTwins;
import dev.attune.objectives.NtXent;
import dev.attune.objectives.SupervisedContrast;
import dev.attune.objectives.Swav;
import dev.attune.pretraining.head.Head;
import dev.attune.pretraining.method.Classification;
import dev.attune.pretraining.method.JointEmbedding;
import dev.attune.pretraining.method.SiamesePrediction;
import dev.attune.pretraining.method.SupervisedEmbedding;
import dev.attune.pretraining.method.SwappedPrediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Methods without a momentum copy: the loss of a step against a loop from the paper. */
class ViewMethodsTest {
  private static final Head TWO_LAYERS = new Head(2, 16, 4, false, false);
  private static final Head ONE_LAYER = new Head(1, 1, 4, false, false);
  private static final int N = Toys.ROWS;

  /** After some steps, so that no weight is what it was drawn as; gives the report. */
  private static StepResult lossIs(AnyMethod method, ToDoubleFunction<ByHand> slow) {
    try (TrainingSession session = Toys.open(method)) {
      Toys.train(session, 5, 0.05, first -> Toys.batch(method, first));
      Batch batch = Toys.batch(method, 1000);
      double expected = slow.applyAsDouble(new ByHand(session.weights(), batch));
      StepResult result = session.step(List.of(batch), 5, 0.05);
      assertThat(result.loss()).isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
      return result;
    }
  }

  private static double[][] projected(ByHand hand, int view) {
    return hand.head("projector", 2, hand.encode("views." + view));
  }

  private static double[][] both(double[][] first, double[]... second) {
    List<double[]> rows = new ArrayList<>(List.of(first));
    rows.addAll(List.of(second));
    return rows.toArray(double[][]::new);
  }

  @Test
  void simClr() {
    StepResult result =
        lossIs(
            new JointEmbedding(new NtXent(0.3, true), TWO_LAYERS),
            hand -> {
              double[][] rows = both(projected(hand, 0), projected(hand, 1));
              double sum = 0;
              for (int i = 0; i < 2 * N; i++) {
                double others = 0;
                for (int j = 0; j < 2 * N; j++) {
                  others += i == j ? 0 : Math.exp(cosine(rows[i], rows[j]) / 0.3);
                }
                sum += Math.log(others) - cosine(rows[i], rows[(i + N) % (2 * N)]) / 0.3;
              }
              return sum / (2 * N);
            });
    assertThat(result.reported().keySet()).containsExactly("spread");
    assertThat(result.reported().get("spread")).isBetween(0.1, 1.0);
  }

  private static double[][] standardised(double[]... rows) {
    double[][] result = new double[rows.length][rows[0].length];
    for (int k = 0; k < rows[0].length; k++) {
      double mean = 0;
      double squares = 0;
      for (double[] row : rows) {
        mean += row[k] / rows.length;
      }
      for (double[] row : rows) {
        squares += (row[k] - mean) * (row[k] - mean) / rows.length;
      }
      for (int i = 0; i < rows.length; i++) {
        result[i][k] = (rows[i][k] - mean) / Math.sqrt(squares + 1e-5);
      }
    }
    return result;
  }

  @Test
  void barlowTwins() {
    lossIs(
        new JointEmbedding(new BarlowTwins(0.01), TWO_LAYERS),
        hand -> {
          double[][] left = standardised(projected(hand, 0));
          double[][] right = standardised(projected(hand, 1));
          double loss = 0;
          for (int k = 0; k < 4; k++) {
            for (int l = 0; l < 4; l++) {
              double correlation = 0;
              for (int i = 0; i < N; i++) {
                correlation += left[i][k] * right[i][l] / N;
              }
              double miss = k == l ? 1 - correlation : correlation;
              loss += (k == l ? 1 : 0.01) * miss * miss;
            }
          }
          return loss;
        });
  }

  @Test
  void simSiam() {
    lossIs(
        new SiamesePrediction(TWO_LAYERS, new Head(2, 3, 4, false, false)),
        hand -> {
          double[][] first = projected(hand, 0);
          double[][] second = projected(hand, 1);
          double one = meanCosine(hand.head("predictor", 2, first), second);
          return -(one + meanCosine(hand.head("predictor", 2, second), first)) / 2;
        });
  }

  /** Algorithm of the paper's appendix: rows and columns of exp(scores / ε) scaled in turn. */
  private static double[][] assigned(double[][] scores, double epsilon, int iterations) {
    int k = scores[0].length;
    double[][] q = new double[scores.length][k];
    for (int i = 0; i < q.length; i++) {
      for (int j = 0; j < k; j++) {
        q[i][j] = Math.exp(scores[i][j] / epsilon);
      }
    }
    for (int iteration = 0; iteration < iterations; iteration++) {
      for (int j = 0; j < k; j++) {
        double sum = 0;
        for (double[] row : q) {
          sum += row[j];
        }
        for (double[] row : q) {
          row[j] /= sum * k;
        }
      }
      for (double[] row : q) {
        double sum = Arrays.stream(row).sum();
        Arrays.setAll(row, j -> row[j] / (sum * N));
      }
    }
    for (double[] row : q) {
      Arrays.setAll(row, j -> row[j] * N);
    }
    return q;
  }

  @Test
  void swav() {
    lossIs(
        new SwappedPrediction(new Swav(0.2, 0.1, 3), 6, 1, TWO_LAYERS),
        hand -> {
          List<double[][]> scores = new ArrayList<>();
          for (String part : List.of("views.0", "views.1", "crops.0")) {
            double[][] rows = hand.head("projector", 2, hand.encode(part));
            scores.add(ByHand.cosines(rows, hand.table(Toys.TASK + ".prototypes")));
          }
          double sum = 0;
          for (int teacher = 0; teacher < 2; teacher++) {
            double[][] targets = assigned(scores.get(teacher), 0.1, 3);
            for (int view = 0; view < 3; view++) {
              for (int i = 0; view != teacher && i < N; i++) {
                sum += crossEntropy(softmax(0.2, scores.get(view)[i]), targets[i]);
              }
            }
          }
          return sum / (4 * N);
        });
  }

  private static OptionalInt label(int row) {
    return Toys.examples(1000, Toys::picture).get(row % N).label();
  }

  @Test
  void classification() {
    StepResult result =
        lossIs(
            new Classification(0.15),
            hand -> {
              double[][] logits =
                  hand.linear(Toys.TASK + "." + Classification.CLASSIFIER, hand.encode("view"));
              double sum = 0;
              for (int i = 0; i < N - 1; i++) {
                double[] targets = {0.05, 0.05, 0.05};
                targets[label(i).getAsInt()] += 0.85;
                sum += crossEntropy(softmax(1, logits[i]), targets);
              }
              return sum / (N - 1);
            });
    assertThat(result.reported().get("spread")).isPositive();
  }

  @Test
  void supervisedContrast() {
    lossIs(
        new SupervisedEmbedding(new SupervisedContrast(0.4), TWO_LAYERS),
        hand -> {
          double[][] rows = both(projected(hand, 0), projected(hand, 1));
          double sum = 0;
          for (int i = 0; i < 2 * N; i++) {
            double all = 0;
            double partners = 0;
            int count = 0;
            for (int j = 0; j < 2 * N; j++) {
              double logit = cosine(rows[i], rows[j]) / 0.4;
              boolean other = label(i).isPresent() && label(i).equals(label(j));
              all += i == j ? 0 : Math.exp(logit);
              if (i != j && (i % N == j % N || other)) {
                partners += logit;
                count++;
              }
            }
            sum += Math.log(all) - partners / count;
          }
          return sum / (2 * N);
        });
  }

  @Test
  void aHeadOfOneLayerIsLinear() {
    lossIs(
        new SiamesePrediction(ONE_LAYER, ONE_LAYER),
        hand -> {
          double[][] first = hand.head("projector", 1, hand.encode("views.0"));
          double[][] second = hand.head("projector", 1, hand.encode("views.1"));
          double one = meanCosine(hand.head("predictor", 1, first), second);
          return -(one + meanCosine(hand.head("predictor", 1, second), first)) / 2;
        });
  }

  @Test
  void aBatchWithoutLabelsTeachesNothing() {
    Classification method = new Classification(0);
    List<Toys.Drawn<PixelsWritable>> examples =
        Toys.examples(0, Toys::picture).stream()
            .map(e -> new Toys.Drawn<>(e.item(), OptionalInt.empty(), Toys::picture))
            .toList();
    try (TrainingSession session = Toys.open(method)) {
      Batch batch = Toys.named(method.batch(examples, Toys.PIXELS));
      StepResult result = session.step(List.of(batch), 0, 0.1);
      assertThat(result.loss()).isZero();
      assertThat(result.gradientNorm()).isZero();
    }
  }
}
