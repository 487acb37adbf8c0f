package dev.attune.engine.executor;

/** How the gradients of several tasks become one. */
public sealed interface GradientMix {

  /** Their sum by the tasks' weights: the gradient of the weighted sum of the losses. */
  record Sum() implements GradientMix {}

  /**
   * Projection of what conflicts (PCGrad, arXiv:2001.06782): where a task's gradient points against
   * another's, it loses the component along that one. Each task in turn meets all others, as they
   * were before any projection, in an order drawn from (seed, step); then all are added. Gradients
   * are those of the weighted losses, and are compared over the parameters that two tasks or more
   * reach; the others' are added as they are.
   */
  record PcGrad() implements GradientMix {}

  /**
   * Weights learnt so that tasks train at like rates (GradNorm, arXiv:1711.02257): the norm of a
   * task's weighted gradient is drawn to the tasks' mean, times the relative inverse training rate
   * (its loss over its first loss, over the tasks' mean of that) to the power of alpha. The first
   * weights are the tasks' own; all are scaled to sum to the number of tasks at every step, and
   * learnt by plain gradient descent. No weight falls below a hundredth.
   *
   * <p>Where the paper takes the norms over the last shared layer, here it is all parameters that
   * every task reaches. No loss may be below 0 at first; a task whose loss is 0, such as one with
   * labels on a batch that has none, is left out of the balance of that step.
   *
   * @param alpha how strongly a task that trains slowly is favoured; the paper's 0.12 to 1.5
   * @param learningRate of the weights
   */
  record GradNorm(double alpha, double learningRate) implements GradientMix {

    public GradNorm {
      if (!(alpha >= 0) || Double.isInfinite(alpha)) {
        throw new IllegalArgumentException("alpha: expected 0 or more, found " + alpha);
      }
      if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
        throw new IllegalArgumentException(
            "learning_rate: expected 0 or more, found " + learningRate);
      }
    }
  }
}
