package dev.attune.objectives;

/**
 * Where SigLIP's bias begins.
 *
 * @param auto whether the bias is chosen from the batch size instead of given
 * @param value the bias; 0 when {@code auto}
 */
public record InitialBias(boolean auto, double value) {

  public InitialBias {
    Check.finite("initial_bias", value);
    if (auto && value != 0) {
      throw new IllegalArgumentException(
          "initial_bias: expected auto or a number, found auto and " + value);
    }
  }

  /**
   * The bias that balances a batch: −ln(n − 1). At cosines of zero, where untrained towers begin,
   * the n − 1 negatives of a row then push exactly as hard as its one positive pulls, so the first
   * steps are not spent on the bias.
   */
  public static InitialBias balanced() {
    return new InitialBias(true, 0);
  }

  public static InitialBias of(double value) {
    return new InitialBias(false, value);
  }

  /**
   * Reads what a configuration says: {@code auto} or a number.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static InitialBias parse(String text) {
    if (text.equals("auto")) {
      return balanced();
    }
    try {
      return of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "initial_bias: expected auto or a number, found " + text, e);
    }
  }

  /**
   * The first value for a batch size.
   *
   * @param batch at least 1; a batch of one has nothing to balance and begins at 0
   */
  public double in(long batch) {
    return auto ? -Math.log((double) Math.max(1, batch - 1)) : value;
  }

  /** As a configuration says it. */
  @Override
  public String toString() {
    return auto ? "auto" : Double.toString(value);
  }
}
