package dev.attune.engine.optimizer;

/**
 * Linear warm-up, then half a cosine down (arXiv:1608.03983 without restarts).
 *
 * @param learningRate the peak, reached at the end of the warm-up
 * @param warmupShare share of all steps that warm up
 * @param finalShare share of the peak that the last step still has
 */
public record WarmupCosine(double learningRate, double warmupShare, double finalShare)
    implements LearningRateSchedule {
  public static final WarmupCosine DEFAULTS = new WarmupCosine(1e-3, 0.1, 0.0);

  public WarmupCosine {
    Ranges.positive(learningRate, "learning_rate");
    Ranges.in(warmupShare, 0, 1, "warmup_share");
    Ranges.in(finalShare, 0, Math.nextUp(1.0), "final_share");
  }

  @Override
  public double at(long step, long total) {
    long warmup = Math.round(warmupShare * total);
    if (step < warmup) {
      return learningRate * (step + 1) / warmup;
    }
    double progress = (double) (step - warmup) / Math.max(1, total - 1 - warmup);
    double cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    return learningRate * (finalShare + (1 - finalShare) * cosine);
  }
}
