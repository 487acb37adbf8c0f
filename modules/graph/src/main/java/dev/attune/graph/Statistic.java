package dev.attune.graph;

/**
 * What is kept over training steps beside the parameters: a running average, such as batch norm's
 * mean, or a queue of the newest rows, such as MoCo's keys.
 *
 * @param kind what becomes of the observed value
 * @param name unique in the graph
 * @param initial every element's first value; not used by a queue, whose first rows are random
 *     directions
 * @param momentum share of the old average kept at each step; not used by a queue
 * @param shape its shape
 * @param observed the batch's own value in a training graph, folded in after the step; null in an
 *     inference graph, which only reads the average
 */
public record Statistic(
    Kind kind, String name, double initial, double momentum, long[] shape, Value observed) {

  /** What becomes of the observed value. */
  public enum Kind {
    /** It moves the average. */
    AVERAGE,
    /** Its rows replace the oldest ones. */
    QUEUE
  }

  public Statistic {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }
}
