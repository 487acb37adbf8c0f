package dev.attune.pretraining;

import dev.attune.engine.executor.GradientMix;

/** What the losses of several tasks count for in a step. */
public sealed interface Weighting {

  /** Whether it compares losses by their sizes, so that none may be below 0. */
  default boolean needsPositiveLosses() {
    return false;
  }

  /** As much as the tasks' weights say. */
  record Fixed() implements Weighting {}

  /**
   * Learnt from each task's uncertainty (arXiv:1705.07115), beside the tasks' weights; see {@link
   * dev.attune.objectives.UncertaintyWeighting}. Losses have to stay above 0, which SimSiam's do
   * not.
   */
  record Uncertainty() implements Weighting {
    @Override
    public boolean needsPositiveLosses() {
      return true;
    }
  }

  /** Fixed, but gradients that conflict are projected; see {@link GradientMix.PcGrad}. */
  record PcGrad() implements Weighting {}

  /**
   * Learnt so that the tasks train at like rates; see {@link GradientMix.GradNorm}. The tasks'
   * weights are where it begins.
   *
   * @param alpha how strongly a task that trains slowly is favoured
   * @param learningRate of the weights
   */
  record GradNorm(double alpha, double learningRate) implements Weighting {

    public GradNorm {
      new GradientMix.GradNorm(alpha, learningRate);
    }

    @Override
    public boolean needsPositiveLosses() {
      return true;
    }

    /** An alpha of 1.5, as in the paper's runs on NYUv2; weights that move slowly. */
    public static GradNorm defaults() {
      return new GradNorm(1.5, 1e-3);
    }
  }
}
