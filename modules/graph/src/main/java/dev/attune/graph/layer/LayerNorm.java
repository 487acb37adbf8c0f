package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Normalisation;

/**
 * Layer normalisation over the last axis (arXiv:1607.06450); parameters {@code gain} and {@code
 * offset}, both [width].
 *
 * @param epsilon added to the variance
 */
public record LayerNorm(double epsilon) {

  /** With ε = 1e-6, as ViT has it. */
  public static LayerNorm standard() {
    return new LayerNorm(1e-6);
  }

  /** Applies the layer to [… , width]; the shape stays. */
  public Value apply(Graph g, Value x) {
    long width = x.size(-1);
    Value gain = g.parameter("gain", Role.NORM, Initializer.constant(1), width);
    Value offset = g.parameter("offset", Role.NORM, Initializer.constant(0), width);
    return Normalisation.byRow(x, gain, offset, epsilon);
  }
}
