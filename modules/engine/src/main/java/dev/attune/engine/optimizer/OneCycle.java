package dev.attune.engine.optimizer;

/**
 * One cycle (arXiv:1708.07120): half a cosine up from {@code peak / startDivisor}, half a cosine
 * down to {@code peak / (startDivisor · finalDivisor)}.
 *
 * @param learningRate the peak
 * @param warmupShare share of the steps that rise; 0.3 as is usual
 * @param startDivisor peak over first rate
 * @param finalDivisor first rate over last rate
 */
public record OneCycle(
    double learningRate, double warmupShare, double startDivisor, double finalDivisor)
    implements LearningRateSchedule {
  public static final OneCycle DEFAULTS = new OneCycle(1e-3, 0.3, 25, 1e4);

  public OneCycle {
    Ranges.positive(learningRate, "learning_rate");
    Ranges.in(warmupShare, 0, 1, "warmup_share");
    Ranges.positive(startDivisor, "start_divisor");
    Ranges.positive(finalDivisor, "final_divisor");
  }

  @Override
  public double at(long step, long total) {
    double first = learningRate / startDivisor;
    double last = first / finalDivisor;
    double top = warmupShare * total - 1;
    if (step <= top) {
      return between(first, learningRate, top <= 0 ? 1 : step / top);
    }
    double down = (step - top) / Math.max(1, total - 1 - top);
    return between(learningRate, last, Math.min(1, down));
  }

  private static double between(double from, double to, double share) {
    return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * share));
  }
}
