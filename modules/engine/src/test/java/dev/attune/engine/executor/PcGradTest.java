package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Projection of conflicting gradients (arXiv:2001.06782) against the paper's algorithm 1. */
class PcGradTest {
  private static final GradientMix.PcGrad MIX = new GradientMix.PcGrad();

  /** The gradient of the shared vector that a step of rate 1 has followed. */
  private static double[] moved(
      Quadratics tasks, long step, float[] at, float[][] points, double... weights) {
    try (TrainingSession session = new Nd4jExecutor().train(tasks.specification(MIX, weights))) {
      session.load(Map.of(Quadratics.SHARED, tensor(at)));
      session.step(List.of(tasks.batch(points)), step, 1);
      float[] after = session.weights().get(Quadratics.SHARED).values();
      double[] moved = new double[at.length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = (double) at[i] - after[i];
      }
      return moved;
    }
  }

  private static Tensor tensor(float... values) {
    return new Tensor(new long[] {1, values.length}, values);
  }

  private static void near(double[] found, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("element %d", i).isCloseTo(expected[i], within(3e-6));
    }
  }

  private static double[] two(float[] first, float... second) {
    Quadratics tasks = new Quadratics(2, new double[] {1, 1});
    // At the origin the gradient is the point the other way.
    return moved(tasks, 0, new float[2], new float[][] {{-first[0], -first[1]}, negative(second)});
  }

  private static float[] negative(float... values) {
    return new float[] {-values[0], -values[1]};
  }

  @Test
  void conflictingGradientsLoseWhatPointsAgainstTheOther() {
    // (1, 0) keeps (0.5, 0.5) of itself beside (−1, 1), which keeps (0, 1).
    near(two(new float[] {1, 0}, -1, 1), 0.5, 1.5);
  }

  @Test
  void orthogonalGradientsAreAdded() {
    near(two(new float[] {1, 0}, 0, 3), 1, 3);
  }

  @Test
  void agreeingGradientsAreAdded() {
    near(two(new float[] {1, 0}, 2, 1), 3, 1);
  }

  @Test
  void oppositeGradientsCancel() {
    near(two(new float[] {1, 2}, -3, -6), 0, 0);
  }

  @Test
  void theParametersOfOneTaskAloneFollowItsOwnGradient() {
    Quadratics tasks = new Quadratics(2, new double[] {1, 1});
    float[][] points = {{-1, 0}, {1, -1}};
    try (TrainingSession session = new Nd4jExecutor().train(tasks.specification(MIX, 1, 3))) {
      float[][] before = new float[2][];
      for (int task = 0; task < 2; task++) {
        before[task] = session.weights().get(Quadratics.own(task)).values();
      }
      session.step(List.of(tasks.batch(points)), 0, 0.1);
      for (int task = 0; task < 2; task++) {
        double[] gradient = tasks.gradient(task, before[task], points[task]);
        float[] after = session.weights().get(Quadratics.own(task)).values();
        for (int i = 0; i < 2; i++) {
          double expected = before[task][i] - 0.1 * (task == 0 ? 1 : 3) * gradient[i];
          assertThat((double) after[i]).isCloseTo(expected, within(1e-6));
        }
      }
    }
  }

  /** Algorithm 1, for one order of the others for each task. */
  private static double[] slow(List<double[]> gradients, int[][] orders) {
    double[] sum = new double[gradients.get(0).length];
    for (int task = 0; task < gradients.size(); task++) {
      double[] projected = gradients.get(task).clone();
      for (int other : orders[task]) {
        double[] against = gradients.get(other);
        double product = Quadratics.dot(projected, against);
        if (product < 0) {
          Quadratics.add(-product / Quadratics.dot(against, against), against, projected);
        }
      }
      Quadratics.add(1, projected, sum);
    }
    return sum;
  }

  private static final int[][][] ORDERS = {{{1, 2}, {2, 1}}, {{0, 2}, {2, 0}}, {{0, 1}, {1, 0}}};

  /** Which of the eight ways to order the others of three tasks gives a gradient. */
  private static int order(List<double[]> gradients, double... found) {
    for (int way = 0; way < 8; way++) {
      int[][] orders = {ORDERS[0][way & 1], ORDERS[1][way >> 1 & 1], ORDERS[2][way >> 2]};
      double[] difference = slow(gradients, orders);
      Quadratics.add(-1, found, difference);
      if (Math.sqrt(Quadratics.dot(difference, difference)) < 1e-5) {
        return way;
      }
    }
    throw new AssertionError("no order gives this gradient");
  }

  @Test
  void threeTasksMeetInAnOrderDrawnFromTheStep() {
    double[] curvatures = {1, 1, 1};
    Quadratics tasks = new Quadratics(3, curvatures);
    float[] at = {0, 0, 0};
    // Three gradients, any two of which conflict, and no two products alike.
    float[][] points = {{-1, 0, 0}, {0.8f, -1, 0.3f}, {0.4f, 0.9f, -1.2f}};
    double[] weights = {1, 2, 0.5};
    List<double[]> gradients = new ArrayList<>();
    for (int task = 0; task < 3; task++) {
      double[] weighted = new double[3];
      Quadratics.add(weights[task], tasks.gradient(task, at, points[task]), weighted);
      gradients.add(weighted);
    }
    Set<Integer> ways = new HashSet<>();
    for (int step = 0; step < 12; step++) {
      double[] found = moved(tasks, step, at, points, weights);
      ways.add(order(gradients, found));
      assertThat(moved(tasks, step, at, points, weights)).isEqualTo(found);
    }
    assertThat(ways).hasSizeGreaterThan(3);
  }

  @Test
  void longVectorsAreComparedWhole() {
    Quadratics tasks = new Quadratics(9000, new double[] {0.01, 0.02});
    float[][] points = tasks.points(5);
    for (int i = 0; i < points[1].length; i++) {
      points[1][i] -= 0.5f * points[0][i];
    }
    float[] at = new float[9000];
    List<double[]> gradients = new ArrayList<>();
    for (int task = 0; task < 2; task++) {
      gradients.add(tasks.gradient(task, at, points[task]));
    }
    double[] found = moved(tasks, 0, at, points);
    double[] expected = slow(gradients, new int[][] {{1}, {0}});
    assertThat(Quadratics.dot(gradients.get(0), gradients.get(1))).isNegative();
    Quadratics.add(-1, expected, found);
    double size = Math.sqrt(Quadratics.dot(expected, expected));
    assertThat(Math.sqrt(Quadratics.dot(found, found))).isLessThan(1e-6 * size);
  }
}
