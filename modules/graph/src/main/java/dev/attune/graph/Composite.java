package dev.attune.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Several operations of a graph that the field knows as one. They say what it computes; an executor
 * with a kernel for the whole may run that in their place.
 *
 * <p>A backward composite may read what its forward one computed on the way: an executor replaces
 * both or neither.
 *
 * @param kind what it is
 * @param epsilon its ε; 0 where the kind has none
 * @param inputs in the kind's order
 * @param outputs in the kind's order; null for one that nobody asked for
 * @param forward the composite whose backward pass this is; null for a forward one
 */
public record Composite(
    Kind kind, double epsilon, List<Value> inputs, List<Value> outputs, Composite forward) {

  /** What a composite computes: v its value, g the gradient from above, y a forward result. */
  public enum Kind {
    /** (v, gain, offset) → (y): rows of the last axis standardised by their biased variance. */
    LAYER_NORM,
    /** (g, v, gain) → (gradients of v, gain, offset). */
    LAYER_NORM_BACKWARD,
    /** (v, gain, offset) → (y, mean, biased variance): channels, axis 1, standardised. */
    BATCH_NORM,
    /** (g, v, gain) → (gradients of v, gain, offset). */
    BATCH_NORM_BACKWARD,
    /** (v) → (y), along the last axis. */
    SOFTMAX,
    /** (g, y) → (gradient of v). */
    SOFTMAX_BACKWARD,
    /** (v) → (y), along the last axis. */
    LOG_SOFTMAX,
    /** (g, y) → (gradient of v). */
    LOG_SOFTMAX_BACKWARD,
    /** (v) → (y): v · Φ(v), by erf. */
    GELU,
    /** (g, v) → (gradient of v). */
    GELU_BACKWARD,
    /** (v) → (y): max(v, 0). */
    RELU,
    /** (g, y) → (gradient of v). */
    RELU_BACKWARD
  }

  public Composite {
    inputs = List.copyOf(inputs);
    outputs = Collections.unmodifiableList(new ArrayList<>(outputs));
  }

  /** A forward composite. */
  public static Composite forward(Kind kind, double epsilon, List<Value> inputs, Value... outputs) {
    return new Composite(kind, epsilon, inputs, Arrays.asList(outputs), null);
  }

  /** The backward pass of this one. */
  public Composite backward(Kind backward, List<Value> inputs, Value... outputs) {
    return new Composite(backward, epsilon, inputs, Arrays.asList(outputs), this);
  }
}
