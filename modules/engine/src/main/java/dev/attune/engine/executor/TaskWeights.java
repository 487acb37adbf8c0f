package dev.attune.engine.executor;

/** How much each task's gradient counts; see {@link GradientMix}. */
interface TaskWeights {

  /** How many tasks have to reach a parameter for their gradients to be compared there. */
  int sharing();

  /** The weight of each task's loss, and of its gradient where gradients are not compared. */
  double[] own();

  /**
   * The weight of each task's gradient where gradients are compared.
   *
   * @param products of each two tasks' gradients, unweighted
   */
  double[] shared(double[][] products, long step);

  /** Learns from a step that is known to be good. */
  default void learn(double[] losses, double[][] products) {}

  /** Whether the weights change from step to step. */
  default boolean learnt() {
    return false;
  }
}
