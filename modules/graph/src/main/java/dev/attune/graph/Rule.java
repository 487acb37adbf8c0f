package dev.attune.graph;

/**
 * How a gradient passes back through one value: the vector-Jacobian product with respect to each of
 * the values that it was computed from.
 *
 * <p>A rule may span several operations (a whole normalisation); the values between are then never
 * differentiated.
 */
@FunctionalInterface
public interface Rule {

  /**
   * Adds the operations of the backward pass.
   *
   * @param upstream gradient of the loss with respect to the value, of its shape
   * @param needed which inputs' gradients are asked for
   * @return one a declared input, of that input's shape; entries not needed may be null
   */
  Value[] gradients(Value upstream, boolean[] needed);
}
