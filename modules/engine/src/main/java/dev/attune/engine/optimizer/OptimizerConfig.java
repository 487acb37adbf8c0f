package dev.attune.engine.optimizer;

/** How gradients move parameters. */
public sealed interface OptimizerConfig permits AdamWConfig, SgdConfig {
  /** Share of a decayed parameter taken away each step, times the learning rate. */
  double weightDecay();
}
