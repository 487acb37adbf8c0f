package dev.attune.objectives;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;

/**
 * A loss over a batch of pairs that learns scalars of its own, such as CLIP's logit scale.
 *
 * <p>Implementations are records of their settings; what they learn lives in the graph's
 * parameters.
 */
public interface ContrastiveObjective {

  /** Whether pairs that are marked as positives off the diagonal are left out. */
  FalseNegatives falseNegatives();

  /**
   * Declares the scalars and builds the loss; rows are L2-normalised here.
   *
   * @param graph where the scalars are declared, under its prefix
   * @param left [n, d], as the tower gives them
   * @param right [n, d], row i the partner of row i on the left
   * @param pairs which of them belong together, and which lack a side
   * @return the loss, and the scalars in use
   * @throws dev.attune.graph.ShapeException if the shapes do not fit one another
   */
  ContrastiveLoss loss(Graph graph, Value left, Value right, BatchPairs pairs);
}
