package dev.attune.engine.executor;

import java.util.SplittableRandom;

/**
 * {@link GradientMix.PcGrad}. A projected gradient is a sum of the tasks' gradients by some weights
 * at any time, so that all of it is arithmetic on those weights and on the products of the
 * gradients.
 */
record ConflictProjection(double[] own, long seed) implements TaskWeights {
  private static final String ORDER = "pc_grad";

  @Override
  public int sharing() {
    return 2;
  }

  @Override
  public double[] shared(double[][] products, long step) {
    int tasks = own.length;
    double[] sum = new double[tasks];
    SplittableRandom random =
        new SplittableRandom(
            RandomNumbers.mix(RandomNumbers.mix(seed ^ RandomNumbers.hash(ORDER)) + step));
    for (int task = 0; task < tasks; task++) {
      double[] weights = projected(task, order(tasks, random), products);
      for (int i = 0; i < tasks; i++) {
        sum[i] += weights[i];
      }
    }
    return sum;
  }

  /** One task's gradient without what points against the others', as weights of all. */
  private double[] projected(int task, int[] order, double[][] products) {
    double[] weights = new double[own.length];
    weights[task] = own[task];
    for (int other : order) {
      double product = 0;
      for (int i = 0; i < weights.length; i++) {
        product += weights[i] * products[i][other];
      }
      if (other != task && product < 0) {
        // The other's own weight cancels: a projection does not depend on its length.
        weights[other] -= product / products[other][other];
      }
    }
    return weights;
  }

  /** Fisher and Yates's shuffle. */
  static int[] order(int tasks, SplittableRandom random) {
    int[] order = new int[tasks];
    for (int i = 0; i < tasks; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    return order;
  }
}
