package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights that balance gradient norms (arXiv:1711.02257), against a loop from the paper. */
class GradNormTest {
  private static final double ALPHA = 1.5;
  private static final double RATE = 0.002;
  private static final GradientMix.GradNorm MIX = new GradientMix.GradNorm(ALPHA, RATE);
  private static final Quadratics TASKS = new Quadratics(6, new double[] {0.2, 1, 3});

  /** Algorithm 1 of the paper, in double. */
  private static final class Slow {
    final double[] weights = {1, 1, 1};
    final double[] losses = new double[3];
    private double[] first;
    private final double[] shared;
    private final double[][] own;

    Slow(TrainingSession session) {
      shared = wide(session, Quadratics.SHARED);
      own = new double[3][];
      for (int i = 0; i < 3; i++) {
        own[i] = wide(session, Quadratics.own(i));
      }
    }

    private static double[] wide(TrainingSession session, String name) {
      float[] values = session.weights().get(name).values();
      double[] wide = new double[values.length];
      Arrays.setAll(wide, i -> values[i]);
      return wide;
    }

    void step(float[][] points, double rate) {
      double[] norms = new double[3];
      double[] mixed = new double[shared.length];
      for (int i = 0; i < 3; i++) {
        double[] gradient = slope(i, shared, points[i]);
        double[] ownGradient = slope(i, own[i], points[i]);
        double c = TASKS.curvatures()[i];
        losses[i] =
            (Quadratics.dot(gradient, gradient) + Quadratics.dot(ownGradient, ownGradient))
                / (2 * c);
        norms[i] = Math.sqrt(Quadratics.dot(gradient, gradient));
        Quadratics.add(weights[i], gradient, mixed);
        Quadratics.add(-rate * weights[i], ownGradient, own[i]);
      }
      Quadratics.add(-rate, mixed, shared);
      first = first == null ? losses.clone() : first;
      learn(norms);
    }

    private double[] slope(int task, double[] at, float... point) {
      double[] slope = new double[at.length];
      Arrays.setAll(slope, i -> TASKS.curvatures()[task] * (at[i] - point[i]));
      return slope;
    }

    private void learn(double... norms) {
      double meanNorm = 0;
      double meanRatio = 0;
      for (int i = 0; i < 3; i++) {
        meanNorm += weights[i] * norms[i] / 3;
        meanRatio += losses[i] / first[i] / 3;
      }
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        double target = meanNorm * Math.pow(losses[i] / first[i] / meanRatio, ALPHA);
        weights[i] -= RATE * Math.signum(weights[i] * norms[i] - target) * norms[i];
        sum += weights[i];
      }
      for (int i = 0; i < 3; i++) {
        weights[i] *= 3 / sum;
      }
    }
  }

  @Test
  void weightsFollowTheLoop() {
    try (TrainingSession session = new Nd4jExecutor().train(TASKS.specification(MIX))) {
      Slow slow = new Slow(session);
      for (int step = 0; step < 25; step++) {
        float[][] points = TASKS.points(step % 3);
        double[] before = slow.weights.clone();
        StepResult result = session.step(List.of(TASKS.batch(points)), step, 0.05);
        slow.step(points, 0.05);
        double expectedLoss = 0;
        for (int i = 0; i < 3; i++) {
          String prefix = Quadratics.task(i) + ".";
          double weight = result.reported().get(prefix + "weight");
          assertThat(weight).as("step %d", step).isCloseTo(before[i], within(1e-4));
          double loss = result.reported().get(prefix + "loss");
          assertThat(loss).isCloseTo(slow.losses[i], within(1e-4 * slow.losses[i]));
          assertThat(result.reported().get(prefix + "twice")).isEqualTo(loss);
          expectedLoss += before[i] * slow.losses[i];
        }
        assertThat(result.loss()).isCloseTo(expectedLoss, within(1e-3 * expectedLoss));
      }
      assertThat(slow.weights[0]).isGreaterThan(1.1);
      assertThat(slow.weights[2]).isLessThan(0.8);
    }
  }

  @Test
  void theFirstWeightsAreTheTasksOwnScaledToTheirNumber() {
    try (TrainingSession session = new Nd4jExecutor().train(TASKS.specification(MIX, 1, 1, 4))) {
      Map<String, Double> reported =
          session.step(List.of(TASKS.batch(TASKS.points(1))), 0, 0.1).reported();
      assertThat(reported.get("task0.weight")).isCloseTo(0.5, within(1e-6));
      assertThat(reported.get("task2.weight")).isCloseTo(2, within(1e-6));
    }
  }

  @Test
  void noWeightVanishes() {
    GradientMix wild = new GradientMix.GradNorm(0, 100);
    try (TrainingSession session = new Nd4jExecutor().train(TASKS.specification(wild))) {
      for (int step = 0; step < 5; step++) {
        session.step(List.of(TASKS.batch(TASKS.points(step))), step, 1e-3);
        double sum = 0;
        for (int i = 0; i < 3; i++) {
          String name = Quadratics.task(i) + ".grad_norm.weight";
          float weight = session.state().statistics().get(name).values()[0];
          assertThat(weight).isPositive();
          sum += weight;
        }
        assertThat(sum).isCloseTo(3, within(1e-5));
      }
    }
  }

  @Test
  void aStepThatDivergesTeachesNothing() {
    try (TrainingSession session = new Nd4jExecutor().train(TASKS.specification(MIX))) {
      session.step(List.of(TASKS.batch(TASKS.points(0))), 0, 0.05);
      TrainingState before = session.state();
      float[][] broken = TASKS.points(1);
      broken[1][2] = Float.NaN;
      assertThatThrownBy(() -> session.step(List.of(TASKS.batch(broken)), 1, 0.05))
          .isInstanceOf(DivergedException.class);
      assertThat(session.state()).isEqualTo(before);
    }
  }

  private static MultiTaskSpec linear(String first, String second) {
    return new MultiTaskSpec(
        List.of(mean("one", first), mean("two", second)),
        MIX,
        name -> false,
        new SgdConfig(0, 0),
        1,
        List.of(),
        1);
  }

  /** A loss that may well be negative. */
  private static MultiTaskSpec.Task mean(String name, String parameter) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value weight = graph.parameter(parameter, Role.WEIGHT, Initializer.constant(-1), 2, 2);
    return new MultiTaskSpec.Task(name, graph, Reductions.mean(weight, false), Map.of(), 1);
  }

  @Test
  void aFirstLossThatIsNotPositiveIsNamed() {
    try (TrainingSession session = new Nd4jExecutor().train(linear("shared", "shared"))) {
      TrainingState before = session.state();
      Batch batch = new Batch(1, Map.of(), Map.of());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> session.step(List.of(batch), 0, 0.1))
          .withMessage("grad_norm: expected a first loss of one above 0, found -1.0");
      assertThat(session.state()).isEqualTo(before);
    }
  }

  /** (factor · w)², whose gradient has the norm 2 · factor² · |w|. */
  private static MultiTaskSpec.Task scaled(String name) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value weight = graph.parameter("shared", Role.WEIGHT, Initializer.constant(1), 1, 1);
    Value product = Arithmetic.multiply(weight, graph.at(name).input("factor", 1, 1));
    Value loss = Reductions.sum(Arithmetic.square(product), false);
    return new MultiTaskSpec.Task(name, graph, loss, Map.of(), 1);
  }

  private static Batch factors(float one, float two) {
    Map<String, float[]> floats =
        Map.of("one.factor", new float[] {one}, "two.factor", new float[] {two});
    return new Batch(1, floats, Map.of());
  }

  @Test
  void aTaskWithoutALossIsLeftOutOfTheStep() {
    MultiTaskSpec spec =
        new MultiTaskSpec(
            List.of(scaled("one"), scaled("two")),
            new GradientMix.GradNorm(0, 0.1),
            name -> false,
            new SgdConfig(0, 0),
            Double.POSITIVE_INFINITY,
            List.of(),
            1);
    try (TrainingSession session = new Nd4jExecutor().train(spec)) {
      session.step(List.of(factors(1, 0)), 0, 0);
      assertThat(kept(session, "one.grad_norm.first_loss")).isCloseTo(1, within(1e-6));
      assertThat(kept(session, "two.grad_norm.first_loss")).isZero();
      assertThat(kept(session, "one.grad_norm.weight")).isEqualTo(1);
      session.step(List.of(factors(1, 2)), 1, 0);
      assertThat(kept(session, "two.grad_norm.first_loss")).isCloseTo(4, within(1e-5));
      // Norms 2 and 8: the weights 1 + 0.1 · 2 and 1 − 0.1 · 8, scaled to the sum of 2.
      assertThat(kept(session, "one.grad_norm.weight")).isCloseTo(2.4 / 1.4, within(1e-5));
      assertThat(kept(session, "two.grad_norm.weight")).isCloseTo(0.4 / 1.4, within(1e-5));
      session.step(List.of(factors(1, 0)), 2, 0);
      assertThat(kept(session, "one.grad_norm.weight")).isCloseTo(2.4 / 1.4, within(1e-5));
    }
  }

  private static double kept(TrainingSession session, String name) {
    return session.state().statistics().get(name).values()[0];
  }

  @Test
  void tasksThatShareNothingCannotBeBalanced() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Nd4jExecutor().train(linear("left", "right")))
        .withMessage("grad_norm: expected parameters that all tasks reach, found none");
  }

  @Test
  void settingsOutOfBoundsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMix.GradNorm(-0.5, 0.1))
        .withMessage("alpha: expected 0 or more, found -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMix.GradNorm(1, Double.NaN))
        .withMessage("learning_rate: expected 0 or more, found NaN");
  }
}
