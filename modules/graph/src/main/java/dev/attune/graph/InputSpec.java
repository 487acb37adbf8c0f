package dev.attune.graph;

import org.nd4j.linalg.api.buffer.DataType;

/**
 * An array that a step needs from its batch.
 *
 * @param name within the tower, such as {@code pixels} or {@code ids}
 * @param integer whether it holds whole numbers (int32) rather than the graph's floating type
 * @param shape its static shape
 */
public record InputSpec(String name, boolean integer, long... shape) {

  public InputSpec {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** The element type in a graph of this floating type. */
  public DataType type(DataType floating) {
    return integer ? DataType.INT32 : floating;
  }
}
