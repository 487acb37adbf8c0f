package dev.attune.pretraining;

import static dev.attune.pretraining.ByHand.cosine;
import static dev.attune.pretraining.ByHand.crossEntropy;
import static dev.attune.pretraining.ByHand.meanCosine;
import static dev.attune.pretraining.ByHand.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.executor.TrainingState;
import dev.attune.graph.Differentiation;
import dev.attune.graph.Value;
import dev.attune.objectives.Dino;
import dev.attune.pretraining.head.Head;
import dev.attune.pretraining.method.BootstrapPrediction;
import dev.attune.pretraining.method.MomentumContrast;
import dev.attune.pretraining.method.SelfDistillation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods with a momentum copy: the copy, what is kept beside it, and the loss by hand. */
class MomentumMethodsTest {
  private static final int N = Toys.ROWS;
  private static final int WIDTH = 4;
  private static final int QUEUE = 20;
  private static final int PROTOTYPES = 6;
  private static final double CENTRE = 0.8;
  private static final String COPY = "target." + Toys.TASK + ".";
  private static final String KEYS = Toys.TASK + ".queue";
  private static final Head HEAD = new Head(2, 16, WIDTH, false, false);

  private static MomentumContrast moco(Momentum copy) {
    return new MomentumContrast(0.3, QUEUE, copy, HEAD);
  }

  private static BootstrapPrediction byol(Momentum copy) {
    return new BootstrapPrediction(HEAD, new Head(2, 3, WIDTH, false, false), copy);
  }

  private static SelfDistillation dino(Momentum copy) {
    return new SelfDistillation(new Dino(0.2, 0.1), PROTOTYPES, CENTRE, 1, HEAD, copy);
  }

  private static List<AnyMethod> all(Momentum copy) {
    return List.of(moco(copy), byol(copy), dino(copy));
  }

  static List<AnyMethod> rising() {
    return all(new Momentum(0.5, 1));
  }

  static List<AnyMethod> standing() {
    return all(Momentum.constant(1));
  }

  private static Map<String, Tensor> copies(TrainingSession session) {
    Map<String, Tensor> copies = new TreeMap<>(session.weights());
    copies.keySet().removeIf(name -> !name.startsWith(COPY));
    return copies;
  }

  @ParameterizedTest
  @MethodSource("rising")
  void copiesStartEqualAndFollowByTheSchedule(AnyMethod method) {
    try (TrainingSession session = Toys.open(method)) {
      Map<String, Tensor> before = copies(session);
      assertThat(before.keySet()).contains(COPY + "image.weight", COPY + "toy.projector.0.weight");
      before.forEach(
          (name, copy) -> {
            String source = name.substring(COPY.length());
            assertThat(copy).as(name).isEqualTo(session.weights().get(source));
          });
      for (int step = 0; step < 12; step++) {
        Map<String, Tensor> old = copies(session);
        session.step(List.of(Toys.batch(method, 8L * step)), step, 0.05);
        // Half a cosine from 0.5 to 1 over the ten steps of the settings.
        double kept = 1 - 0.5 * (Math.cos(Math.PI * Math.min(10, step) / 10) + 1) / 2;
        Map<String, Tensor> now = session.weights();
        old.forEach(
            (name, copy) -> {
              float[] online = now.get(name.substring(COPY.length())).values();
              for (int i = 0; i < online.length; i++) {
                double expected = kept * copy.values()[i] + (1 - kept) * online[i];
                float found = now.get(name).values()[i];
                assertThat((double) found).as(name).isCloseTo(expected, within(1e-6));
              }
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("standing")
  void noGradientReachesACopy(AnyMethod method) {
    TrainingSpec training = Toys.compiled(Toys.TOWER, method, Toys.ROWS).training();
    List<Value> copy =
        training.graph().parameterValues().values().stream()
            .filter(value -> value.name().startsWith(COPY))
            .toList();
    assertThat(copy).isNotEmpty();
    assertThat(Differentiation.gradients(training.loss(), copy)).isEmpty();
    try (TrainingSession session = Toys.open(method)) {
      Map<String, Tensor> first = copies(session);
      Tensor encoder = session.weights().get("image.weight");
      Toys.train(session, 4, 0.05, item -> Toys.batch(method, item));
      assertThat(copies(session)).isEqualTo(first);
      assertThat(session.weights().get("image.weight")).isNotEqualTo(encoder);
      assertThat(session.state().optimizer().keySet())
          .isNotEmpty()
          .noneMatch(name -> name.startsWith(COPY));
    }
  }

  @ParameterizedTest
  @MethodSource("rising")
  void copiesAreExportedApartAndResumedToTheBit(AnyMethod method) {
    try (TrainingSession session = Toys.open(method);
        TrainingSession other = Toys.open(method)) {
      Toys.train(session, 3, 0.05, item -> Toys.batch(method, item));
      TrainingState state = session.state();
      assertThat(state.parameters().keySet()).noneMatch(name -> name.startsWith(COPY));
      assertThat(state.statistics().keySet()).containsAll(copies(session).keySet());
      other.restore(state);
      Batch batch = Toys.batch(method, 500);
      session.step(List.of(batch), 3, 0.05);
      other.step(List.of(batch), 3, 0.05);
      assertThat(other.state()).isEqualTo(session.state());
    }
  }

  private static double[][] keys(ByHand hand, int view) {
    return hand.targetHead("projector", 2, hand.encodeByTarget("views." + view));
  }

  private static double contrast(ByHand hand, double[][] queue, int view) {
    double[][] queries = hand.head("projector", 2, hand.encode("views." + view));
    double[][] keys = keys(hand, 1 - view);
    double sum = 0;
    for (int i = 0; i < N; i++) {
      double positive = Math.exp(cosine(queries[i], keys[i]) / 0.3);
      double all = positive;
      for (double[] negative : queue) {
        all += Math.exp(cosine(queries[i], negative) / 0.3);
      }
      sum += Math.log(all / positive);
    }
    return sum / N;
  }

  @Test
  void theQueueIsReadBeforeItTakesTheSecondViewsKeys() {
    MomentumContrast method = moco(Momentum.constant(0.7));
    try (TrainingSession session = Toys.open(method)) {
      Toys.train(session, 2, 0.05, item -> Toys.batch(method, item));
      int next = 2 * N;
      for (int step = 2; step < 6; step++) {
        Batch batch = Toys.batch(method, 100L * step);
        double[][] queue = rows(session);
        ByHand hand = new ByHand(session.weights(), batch);
        double expected = (contrast(hand, queue, 0) + contrast(hand, queue, 1)) / 2;
        double loss = session.step(List.of(batch), step, 0.05).loss();
        assertThat(loss).isCloseTo(expected, within(1e-4));
        double[][] keys = keys(hand, 1);
        for (int i = 0; i < N; i++) {
          queue[(next + i) % QUEUE] = keys[i];
        }
        next += N;
        same(rows(session), queue);
      }
    }
  }

  private static double[][] rows(TrainingSession session) {
    return ByHand.rows(session.state().statistics().get(KEYS).values(), QUEUE);
  }

  /** Rows of unit length in these directions. */
  private static void same(double[][] found, double[]... directions) {
    for (int i = 0; i < QUEUE; i++) {
      assertThat(ByHand.dot(found[i], found[i])).isCloseTo(1, within(1e-5));
      assertThat(cosine(found[i], directions[i])).as("row %d", i).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void byolIsTheSumOfBothDirections() {
    BootstrapPrediction method = byol(Momentum.constant(0.7));
    try (TrainingSession session = Toys.open(method)) {
      Toys.train(session, 5, 0.05, item -> Toys.batch(method, item));
      Batch batch = Toys.batch(method, 700);
      ByHand hand = new ByHand(session.weights(), batch);
      double expected = 0;
      for (int view = 0; view < 2; view++) {
        double[][] projected = hand.head("projector", 2, hand.encode("views." + view));
        double[][] predicted = hand.head("predictor", 2, projected);
        expected += 2 - 2 * meanCosine(predicted, keys(hand, 1 - view));
      }
      double loss = session.step(List.of(batch), 5, 0.05).loss();
      assertThat(loss).isCloseTo(expected, within(1e-4)).isBetween(0.0, 8.0);
    }
  }

  private static List<double[][]> teachers(ByHand hand) {
    List<double[][]> teachers = new ArrayList<>();
    for (int view = 0; view < 2; view++) {
      teachers.add(ByHand.cosines(keys(hand, view), hand.table(COPY + "toy.prototypes")));
    }
    return teachers;
  }

  private static double distillation(ByHand hand, float... centre) {
    List<double[][]> teachers = teachers(hand);
    double sum = 0;
    for (int view = 0; view < 3; view++) {
      double[][] rows =
          hand.head("projector", 2, hand.encode(view < 2 ? "views." + view : "crops.0"));
      double[][] students = ByHand.cosines(rows, hand.table("toy.prototypes"));
      for (int teacher = 0; teacher < 2; teacher++) {
        for (int i = 0; view != teacher && i < N; i++) {
          double[] centred = new double[PROTOTYPES];
          for (int k = 0; k < PROTOTYPES; k++) {
            centred[k] = teachers.get(teacher)[i][k] - centre[k];
          }
          sum += crossEntropy(softmax(0.2, students[i]), softmax(0.1, centred));
        }
      }
    }
    return sum / (4 * N);
  }

  @Test
  void dinoIsCentredByARunningAverageOfItsTeachers() {
    SelfDistillation method = dino(Momentum.constant(0.7));
    try (TrainingSession session = Toys.open(method)) {
      float[] centre = session.weights().get("toy.centre").values();
      assertThat(centre).containsOnly(0);
      for (int step = 0; step < 6; step++) {
        Batch batch = Toys.batch(method, 100L * step);
        ByHand hand = new ByHand(session.weights(), batch);
        double expected = distillation(hand, centre);
        assertThat(session.step(List.of(batch), step, 0.05).loss())
            .isCloseTo(expected, within(1e-4));
        float[] moved = session.weights().get("toy.centre").values();
        for (int k = 0; k < PROTOTYPES; k++) {
          double mean = 0;
          for (double[][] teacher : teachers(hand)) {
            for (double[] row : teacher) {
              mean += row[k] / (2 * N);
            }
          }
          double average = CENTRE * centre[k] + (1 - CENTRE) * mean;
          assertThat((double) moved[k]).isCloseTo(average, within(1e-5));
        }
        centre = moved;
      }
    }
  }
}
