package dev.attune.engine.plan;

/**
 * A function of one number, applied to each element.
 *
 * @param kind which
 * @param alpha its first parameter
 * @param beta its second
 */
public record Function(Kind kind, double alpha, double beta) {

  /** The functions that executors have kernels for. */
  public enum Kind {
    /** alpha · v + beta. */
    LINEAR,
    /** v held within [alpha, beta]. */
    CLAMP,
    SQUARE,
    SQUARE_ROOT,
    EXPONENTIAL,
    LOGARITHM,
    ABSOLUTE,
    RELU,
    /** v · Φ(v), by erf. */
    GELU,
    TANH,
    /** 1 / (1 + e^−v). */
    SIGMOID
  }

  /** Without parameters. */
  public static Function of(Kind kind) {
    return new Function(kind, 0, 0);
  }

  /** alpha · v + beta. */
  public static Function linear(double alpha, double beta) {
    return new Function(Kind.LINEAR, alpha, beta);
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(java.util.Locale.ROOT);
    return switch (kind) {
      case LINEAR, CLAMP -> name + "(" + alpha + ", " + beta + ")";
      default -> name;
    };
  }
}
