package dev.attune.graph;

/**
 * A running average kept over training steps, such as batch norm's mean.
 *
 * @param name unique in the graph
 * @param initial every element's first value
 * @param momentum share of the old average kept at each step
 * @param shape its shape
 * @param observed the batch's own value in a training graph, folded in after the step; null in an
 *     inference graph, which only reads the average
 */
public record Statistic(
    String name, double initial, double momentum, long[] shape, Value observed) {

  public Statistic {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }
}
