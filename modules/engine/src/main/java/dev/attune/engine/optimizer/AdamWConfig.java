package dev.attune.engine.optimizer;

/**
 * Adam with decoupled weight decay (arXiv:1711.05101): biases, norms and scales are not decayed.
 *
 * @param beta1 decay of the first moment; 0.9 as in arXiv:1412.6980
 * @param beta2 decay of the second moment; 0.98 as in CLIP (arXiv:2103.00020)
 * @param epsilon added to the root of the second moment; 1e-6 as in CLIP
 * @param weightDecay per step, times the learning rate
 */
public record AdamWConfig(double beta1, double beta2, double epsilon, double weightDecay)
    implements OptimizerConfig {
  public static final AdamWConfig DEFAULTS = new AdamWConfig(0.9, 0.98, 1e-6, 0.1);

  public AdamWConfig {
    Ranges.in(beta1, 0, 1, "beta1");
    Ranges.in(beta2, 0, 1, "beta2");
    Ranges.positive(epsilon, "epsilon");
    Ranges.notNegative(weightDecay, "weight_decay");
  }
}
