package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Normalisation;

/**
 * Root-mean-square normalisation over the last axis (arXiv:1910.07467): x / √(mean(x²) + ε) · gain;
 * parameter {@code gain} [width].
 *
 * @param epsilon added to the mean square
 */
public record RmsNorm(double epsilon) {

  /** With ε = 1e-6. */
  public static RmsNorm standard() {
    return new RmsNorm(1e-6);
  }

  /** Applies the layer to [… , width]; the shape stays. */
  public Value apply(Graph g, Value x) {
    long width = x.size(-1);
    Value gain = g.parameter("gain", Role.NORM, Initializer.constant(1), width);
    // x / √(Σx²/w + ε) = √w · x / √(Σx² + wε)
    Value unit = Normalisation.l2(x, Math.sqrt(width * epsilon));
    return Arithmetic.multiply(Arithmetic.scale(unit, Math.sqrt((double) width)), gain);
  }
}
