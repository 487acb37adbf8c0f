package dev.attune.engine.optimizer;

/**
 * Stochastic gradient descent with momentum: v ← μv + g + λw, w ← w − ηv.
 *
 * @param momentum μ
 * @param weightDecay λ; biases, norms and scales are not decayed
 */
public record SgdConfig(double momentum, double weightDecay) implements OptimizerConfig {
  public static final SgdConfig DEFAULTS = new SgdConfig(0.9, 1e-4);

  public SgdConfig {
    Ranges.in(momentum, 0, 1, "momentum");
    Ranges.notNegative(weightDecay, "weight_decay");
  }
}
