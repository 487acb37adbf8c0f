package dev.attune.graph.layer;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;

/** The nonlinearity of a layer. */
public enum Activation {
  /** The value itself. */
  NONE,
  /** max(x, 0). */
  RELU,
  /** x · Φ(x), by erf (arXiv:1606.08415). */
  GELU;

  /** Applies it to each element. */
  public Value apply(Value x) {
    return switch (this) {
      case NONE -> x;
      case RELU -> Activations.relu(x);
      case GELU -> Activations.gelu(x);
    };
  }
}
