package dev.attune.graph;

import java.util.Arrays;

/**
 * A trainable array that a graph declares and the engine owns.
 *
 * @param name unique in the graph, parts joined by dots: {@code image.blocks.0.mlp.in.weight}
 * @param role what it is for; decides whether weight decay reaches it
 * @param initializer draws its first values
 * @param shape its shape
 */
public record Parameter(String name, Role role, Initializer initializer, long[] shape) {

  /** What a parameter is for. */
  public enum Role {
    /** A matrix or kernel: decayed. */
    WEIGHT,
    /** A table of embeddings: decayed. */
    EMBEDDING,
    /** Added to a layer's output: not decayed. */
    BIAS,
    /** Gain or offset of a normalisation: not decayed. */
    NORM,
    /** A scalar such as CLIP's logit scale: not decayed. */
    SCALE;

    /** Whether decoupled weight decay applies. */
    public boolean decays() {
      return this == WEIGHT || this == EMBEDDING;
    }
  }

  public Parameter {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public long length() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
