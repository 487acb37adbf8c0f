package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.OptionalDouble;

/**
 * NT-Xent of SimCLR (arXiv:2002.05709): both views' rows form one batch of 2N, in which each row
 * has to find its partner among the other 2N − 1.
 *
 * <pre>{@code
 * Value loss = new NtXent(0.5, true).loss(firstViews, secondViews);
 * }</pre>
 *
 * @param temperature divides the cosines
 * @param normalize whether rows are L2-normalised first
 */
public record NtXent(double temperature, boolean normalize) implements Objective {

  public NtXent {
    Check.positive("temperature", temperature);
  }

  /** 0.5, the best of the paper's temperatures on small images (CIFAR-10). */
  public static NtXent defaults() {
    return new NtXent(0.5, true);
  }

  @Override
  public String name() {
    return "nt_xent";
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
    long n = rows.count();
    Value all = Shaping.concat(0, rows.left(), rows.right()); // [2n, d]
    Value logits = scale(matmul(all, all, false, true), 1 / temperature); // [2n, 2n]
    Value others = add(logits, PairedRows.square(logits, 2 * n, PairedRows.NEVER, 0));
    Value cosines = Reductions.sum(multiply(rows.left(), rows.right()), true, 1);
    Value once = scale(cosines, 1 / temperature);
    Value positives = Shaping.concat(0, once, once); // [2n, 1]
    return scale(Partners.total(Partners.crossEntropy(others, positives, 1)), 0.5 / n);
  }
}
