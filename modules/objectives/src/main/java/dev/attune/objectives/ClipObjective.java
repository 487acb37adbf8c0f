package dev.attune.objectives;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@link Clip} with a learnt scale (arXiv:2103.00020): the parameter {@code logit_scale} holds its
 * logarithm.
 *
 * @param initialLogitScale the multiplier at the start; the paper's is 1/0.07
 * @param maxLogitScale the highest multiplier used; the paper's is 100, against instability
 * @param falseNegatives whether marked pairs are left out of the denominators
 */
public record ClipObjective(
    double initialLogitScale, double maxLogitScale, FalseNegatives falseNegatives)
    implements ContrastiveObjective {

  public ClipObjective {
    Check.positive("initial_logit_scale", initialLogitScale);
    Check.positive("max_logit_scale", maxLogitScale);
    Objects.requireNonNull(falseNegatives, "false_negatives");
    if (initialLogitScale > maxLogitScale) {
      throw new IllegalArgumentException(
          "initial_logit_scale: expected at most max_logit_scale "
              + maxLogitScale
              + ", found "
              + initialLogitScale);
    }
  }

  /** The paper's scales; equal captions are left out, since pushing them apart teaches nothing. */
  public static ClipObjective defaults() {
    return new ClipObjective(1 / 0.07, 100, FalseNegatives.MASK);
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.attune.graph.ShapeException also for one row, which has no negatives
   */
  @Override
  public ContrastiveLoss loss(Graph graph, Value left, Value right, BatchPairs pairs) {
    PairedRows rows = PairedRows.of("clip", left, right, 2).unit();
    Optional<Value> excluded = Positives.excluded("clip", falseNegatives, rows, pairs);
    Value scale = LearntScalar.scale(graph, initialLogitScale, maxLogitScale);
    // An absent item is its own only candidate, so that its cross entropy is 0.
    Value loss = Positives.overPresent(Clip.loss(rows, scale, excluded), pairs, rows);
    return new ContrastiveLoss(loss, Map.of("logit_scale", scale));
  }
}
