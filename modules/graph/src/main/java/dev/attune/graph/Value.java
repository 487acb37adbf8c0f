package dev.attune.graph;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * One array of a {@link Graph}: a SameDiff variable whose shape is known while the graph is built.
 *
 * <p>Immutable. Operations on values are the static functions of {@code
 * dev.attune.graph.operation}.
 */
public final class Value {
  private final Graph graph;
  private final SDVariable variable;
  private final long[] shape;

  Value(Graph graph, SDVariable variable, long[] shape) {
    this.graph = graph;
    this.variable = variable;
    this.shape = shape.clone();
  }

  /** The graph that this value belongs to. */
  public Graph graph() {
    return graph;
  }

  /** The SameDiff variable behind this value. */
  public SDVariable variable() {
    return variable;
  }

  /** Its unique name in the graph. */
  public String name() {
    return variable.name();
  }

  /** A copy of the shape; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of dimensions. */
  public int rank() {
    return shape.length;
  }

  /**
   * Size of one dimension.
   *
   * @param axis from 0, or from −1 backwards
   */
  public long size(int axis) {
    int index = axis < 0 ? axis + shape.length : axis;
    if (index < 0 || index >= shape.length) {
      throw new ShapeException("no axis " + axis + " in " + this);
    }
    return shape[index];
  }

  /** Number of elements. */
  public long length() {
    long product = 1;
    for (long size : shape) {
      product *= size;
    }
    return product;
  }

  /** Whether the shapes are equal. */
  public boolean hasShape(long... expected) {
    return Arrays.equals(shape, expected);
  }

  @Override
  public String toString() {
    return variable.name() + Arrays.toString(shape);
  }
}
