package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.exp;
import static dev.attune.graph.operation.Arithmetic.log;
import static dev.attune.graph.operation.Arithmetic.maximum;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.negate;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.shift;
import static dev.attune.graph.operation.Arithmetic.subtract;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.OptionalDouble;

/**
 * Contrastive learning with hard negatives (arXiv:2010.04592): {@link NtXent} in which a row's
 * negatives count the more, the more similar they are to it, and the share of them that belongs to
 * its own class is taken out again.
 *
 * <p>With the similarity s = cosine / temperature, N = 2n − 2 negatives j of a row and its partner
 * p, the loss of a row is −log(e^s_p / (e^s_p + G)) with
 *
 * <pre>
 * G = max(H, N · e^(−1 / temperature))
 * H = (N · Σ e^((1 + β)·s_j) / Σ e^(β·s_j) − τ⁺ · N · e^s_p) / (1 − τ⁺)
 * </pre>
 *
 * <p>The bound is the least that the sum can be for rows of unit length. With β and τ⁺ at 0 and
 * such rows this is NT-Xent.
 *
 * <pre>{@code
 * Value loss = new HardNegatives(0.5, 1, 0.1, true).loss(firstViews, secondViews);
 * }</pre>
 *
 * @param temperature divides the cosines
 * @param beta how much more a similar negative counts; 0 for all alike
 * @param tauPlus the share of negatives taken to be of the row's own class, below 1
 * @param normalize whether rows are L2-normalised first
 */
public record HardNegatives(double temperature, double beta, double tauPlus, boolean normalize)
    implements Objective {

  public HardNegatives {
    Check.positive("temperature", temperature);
    Check.notNegative("beta", beta);
    Check.share("tau_plus", tauPlus);
  }

  /** Temperature 0.5, as {@link NtXent}; β 1 and τ⁺ 0.1. */
  public static HardNegatives defaults() {
    return new HardNegatives(0.5, 1, 0.1, true);
  }

  @Override
  public String name() {
    return "hard_negatives";
  }

  @Override
  public OptionalDouble collapsed(long rows) {
    return OptionalDouble.of(Math.log(2.0 * rows - 1));
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.attune.graph.ShapeException also for one row, which has no negatives
   */
  @Override
  public Value loss(Value left, Value right) {
    PairedRows rows = PairedRows.of(name(), left, right, 2).unitIf(normalize);
    Value all = Shaping.concat(0, rows.left(), rows.right()); // [2n, d]
    Value similarities = scale(matmul(all, all, false, true), 1 / temperature); // [2n, 2n]
    Value products = Reductions.sum(multiply(rows.left(), rows.right()), true, 1);
    Value once = scale(products, 1 / temperature);
    Value positives = Shaping.concat(0, once, once); // [2n, 1]
    Value negatives = reweighted(similarities, rows.count());
    return Reductions.mean(crossEntropy(positives, negatives, 2.0 * rows.count() - 2), false);
  }

  /** Logarithm of N · Σ e^((1 + β)·s) / Σ e^(β·s) over the negatives of each row, [2n, 1]. */
  private Value reweighted(Value similarities, long n) {
    // Views of one item stand n rows apart, so that all four quarters leave out their diagonals.
    Value quarter = PairedRows.square(similarities, n, PairedRows.NEVER, 0);
    Value half = Shaping.concat(1, quarter, quarter);
    Value leftOut = Shaping.concat(0, half, half);
    Value weighted = Partners.logSumExp(add(scale(similarities, 1 + beta), leftOut), 1);
    Value weights = Partners.logSumExp(add(scale(similarities, beta), leftOut), 1);
    return shift(subtract(weighted, weights), Math.log(2.0 * n - 2));
  }

  /**
   * Debiases the negatives, and takes the cross entropy.
   *
   * @param positives similarities of partners, [2n, 1]
   * @param negatives logarithms of sums, [2n, 1]
   * @param count negatives a row
   */
  private Value crossEntropy(Value positives, Value negatives, double count) {
    double bound = Math.log(count) - 1 / temperature;
    // The result does not depend on what all exponents are lowered by, so neither does a gradient.
    Value both = Shaping.concat(1, positives, negatives);
    Value highest = Gradients.stop(maximum(Reductions.max(both, true, 1), bound));
    Value positive = exp(subtract(positives, highest));
    Value negative = exp(subtract(negatives, highest));
    Value least = exp(shift(negate(highest), bound));
    Value others = subtract(negative, scale(positive, tauPlus * count));
    Value excess = maximum(subtract(scale(others, 1 / (1 - tauPlus)), least), 0);
    Value sum = add(positive, add(excess, least));
    return add(log(sum), subtract(highest, positives));
  }
}
