package dev.attune.objectives;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@link SigLip} with a learnt scale and bias (arXiv:2303.15343): the parameter {@code logit_scale}
 * holds the scale's logarithm, {@code logit_bias} the bias.
 *
 * @param initialLogitScale the multiplier at the start; the paper's is 10
 * @param initialBias the bias at the start; the paper's is −10, made for batches of thousands
 * @param falseNegatives whether marked pairs are left out of the sum
 */
public record SigLipObjective(
    double initialLogitScale, InitialBias initialBias, FalseNegatives falseNegatives)
    implements ContrastiveObjective {

  public SigLipObjective {
    Check.positive("initial_logit_scale", initialLogitScale);
    Objects.requireNonNull(initialBias, "initial_bias");
    Objects.requireNonNull(falseNegatives, "false_negatives");
  }

  /** The paper's scale and bias; equal captions are left out. */
  public static SigLipObjective defaults() {
    return new SigLipObjective(10, InitialBias.of(-10), FalseNegatives.MASK);
  }

  @Override
  public ContrastiveLoss loss(Graph graph, Value left, Value right, BatchPairs pairs) {
    PairedRows rows = PairedRows.of("siglip", left, right, 1).unit();
    Optional<Value> excluded = Positives.excluded("siglip", falseNegatives, rows, pairs);
    Value scale = LearntScalar.scale(graph, initialLogitScale);
    Value bias = LearntScalar.bias(graph, initialBias.in(rows.count()));
    Map<String, Value> reported = new LinkedHashMap<>();
    reported.put("logit_scale", scale);
    reported.put("logit_bias", bias);
    Value loss = SigLip.loss(rows, scale, bias, excluded, pairs.present());
    return new ContrastiveLoss(Positives.overPresent(loss, pairs, rows), reported);
  }
}
