package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.shift;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;

/**
 * InfoNCE of contrastive predictive coding (arXiv:1807.03748): each prediction of a step that was
 * not seen has to find that step among all steps of the batch. Cosines over a temperature stand in
 * place of the paper's bilinear score, whose matrix is the last layer of what predicts.
 *
 * <pre>{@code
 * Value loss = new PredictiveContrast(0.1).loss(predictions, targets, weights);
 * }</pre>
 *
 * @param temperature divides the cosines
 */
public record PredictiveContrast(double temperature) {

  public PredictiveContrast {
    Check.positive("temperature", temperature);
  }

  /** Temperature 0.1. */
  public static PredictiveContrast defaults() {
    return new PredictiveContrast(0.1);
  }

  /**
   * The mean over the rows that count, in nats; 0 if none does. ln of their number where all rows
   * are the same. Gradients reach both sides.
   *
   * @param predictions [m, d], L2-normalised here
   * @param targets [m, d], row i what row i predicts; L2-normalised here
   * @param weights [m], 1 for a row that counts; 0 for one that neither predicts nor is a candidate
   * @return a scalar
   * @throws dev.attune.graph.ShapeException if the shapes are others
   */
  public Value loss(Value predictions, Value targets, Value weights) {
    Check.shapes(
        Check.matrix(predictions)
            && targets.hasShape(predictions.shape())
            && weights.hasShape(predictions.size(0)),
        "predictive contrast",
        "predictions [m, d], targets [m, d] and weights [m]",
        predictions,
        targets,
        weights);
    long m = predictions.size(0);
    Value rows = scale(PairedRows.unit(predictions), 1 / temperature);
    Value candidates = PairedRows.unit(targets);
    Value logits = matmul(rows, candidates, false, true); // [m, m]
    Value absent = scale(shift(weights, -1), -PairedRows.NEVER); // NEVER where the weight is 0
    Value present = add(logits, Shaping.reshape(absent, 1, m));
    Value own = Reductions.sum(multiply(rows, candidates), true, 1); // [m, 1]
    Value each = Partners.crossEntropy(present, own, 1);
    return Partners.meanOfCounting(each, Shaping.reshape(weights, m, 1));
  }
}
