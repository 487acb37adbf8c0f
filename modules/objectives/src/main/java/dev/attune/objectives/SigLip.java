package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.shift;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Shaping;
import java.util.Optional;

/**
 * SigLIP (arXiv:2303.15343): each pair of rows is its own yes-or-no question; the sum over all
 * pairs is divided by the batch.
 *
 * <pre>{@code
 * Value loss = new SigLip(10, -10, true).loss(imageRows, textRows);
 * }</pre>
 *
 * @param logitScale multiplies the cosines
 * @param bias is added to the logits
 * @param normalize whether rows are L2-normalised first
 */
public record SigLip(double logitScale, double bias, boolean normalize) implements Objective {

  public SigLip {
    Check.positive("logit_scale", logitScale);
    Check.finite("bias", bias);
  }

  /** Scale 10 and bias −10, where the paper's training begins. */
  public static SigLip defaults() {
    return new SigLip(10, -10, true);
  }

  @Override
  public String name() {
    return "siglip";
  }

  @Override
  public Value loss(Value left, Value right) {
    PairedRows rows = PairedRows.of(name(), left, right, 1).unitIf(normalize);
    Value scale = left.graph().constant(logitScale);
    Value offset = left.graph().constant(bias);
    return loss(rows, scale, offset, Optional.empty(), Optional.empty());
  }

  /**
   * The loss of rows as they are.
   *
   * @param logitScale a scalar
   * @param bias a scalar
   * @param excluded [n, n], 1 for pairs left out of the sum; 0 on the diagonal
   * @param present [n], 0 for items whose own pair is left out as well
   */
  static Value loss(
      PairedRows rows,
      Value logitScale,
      Value bias,
      Optional<Value> excluded,
      Optional<Value> present) {
    Value cosines = matmul(multiply(rows.left(), logitScale), rows.right(), false, true); // [n, n]
    Value logits = add(cosines, bias);
    // −log σ(z·logit) = softplus(−z·logit), z being 1 for partners and −1 for all others
    Value signs = PairedRows.square(logits, rows.count(), -1, 1);
    Value terms = Activations.softplus(multiply(logits, signs));
    if (excluded.isPresent()) {
      terms = multiply(terms, shift(scale(excluded.get(), -1), 1));
    }
    if (present.isPresent()) {
      terms = multiply(terms, Shaping.reshape(present.get(), rows.count(), 1));
    }
    return scale(Partners.total(terms), 1.0 / rows.count());
  }
}
