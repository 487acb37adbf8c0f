package dev.attune.engine;

import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Training specifications with one thing changed at a time. */
public record Specs(
    Predicate<String> frozen,
    OptimizerConfig optimizer,
    double maxGradientNorm,
    int accumulation,
    List<EmaTarget> targets,
    long seed) {

  /** Plain gradient descent: no momentum, no decay, no clipping, one batch a step. */
  public static Specs plain() {
    return new Specs(
        name -> false, new SgdConfig(0, 0), Double.POSITIVE_INFINITY, 1, List.of(), 42);
  }

  public Specs frozen(Predicate<String> changed) {
    return new Specs(changed, optimizer, maxGradientNorm, accumulation, targets, seed);
  }

  public Specs optimizer(OptimizerConfig changed) {
    return new Specs(frozen, changed, maxGradientNorm, accumulation, targets, seed);
  }

  public Specs maxGradientNorm(double changed) {
    return new Specs(frozen, optimizer, changed, accumulation, targets, seed);
  }

  public Specs accumulation(int changed) {
    return new Specs(frozen, optimizer, maxGradientNorm, changed, targets, seed);
  }

  public Specs target(EmaTarget changed) {
    return new Specs(frozen, optimizer, maxGradientNorm, accumulation, List.of(changed), seed);
  }

  /** The specification for a graph. */
  public TrainingSpec of(Graph graph, Value loss) {
    return new TrainingSpec(
        graph, loss, Map.of(), frozen, optimizer, maxGradientNorm, accumulation, targets, seed);
  }

  /** Standard normal numbers. */
  public static float[] normal(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Whole numbers from 0 to the bound, exclusive. */
  public static int[] ids(long seed, int length, int bound) {
    return new SplittableRandom(seed).ints(length, 0, bound).toArray();
  }
}
