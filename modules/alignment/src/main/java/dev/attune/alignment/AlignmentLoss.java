package dev.attune.alignment;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.objectives.BatchPairs;
import dev.attune.objectives.ContrastiveLoss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is minimised.
 *
 * @param total a scalar: the sum of all losses by their weights
 * @param reported further scalars, by name
 */
record AlignmentLoss(Value total, Map<String, Value> reported) {

  /**
   * The losses of all pairs.
   *
   * @param embeddings [rows, width], by tower
   */
  static AlignmentLoss of(
      Graph graph, List<PairLoss> pairs, Map<String, Value> embeddings, int rows) {
    Map<String, Value> reported = new LinkedHashMap<>();
    Value total = null;
    for (PairLoss pair : pairs) {
      ContrastiveLoss loss =
          pair.objective()
              .loss(
                  graph.at(pair.name()),
                  embeddings.get(pair.left()),
                  embeddings.get(pair.right()),
                  marks(graph, pair, rows));
      Value weighted =
          pair.weight() == 1 ? loss.loss() : Arithmetic.scale(loss.loss(), pair.weight());
      total = total == null ? weighted : Arithmetic.add(total, weighted);
      String prefix = pairs.size() == 1 ? "" : pair.name() + ".";
      loss.reported().forEach((name, scalar) -> reported.put(prefix + name, scalar));
    }
    return new AlignmentLoss(total, reported);
  }

  private static BatchPairs marks(Graph graph, PairLoss pair, int rows) {
    Value positives = graph.input(pair.positivesInput(), rows, rows);
    Optional<Value> present =
        pair.partial() ? Optional.of(graph.input(pair.presentInput(), rows)) : Optional.empty();
    return new BatchPairs(Optional.of(positives), present);
  }

  /**
   * These and a reconstruction's.
   *
   * @param error a scalar
   */
  AlignmentLoss and(Reconstruction reconstruction, Value error) {
    Map<String, Value> more = new LinkedHashMap<>(reported);
    more.put(reconstruction.name() + ".squared_error", error);
    Value weighted = Arithmetic.scale(error, reconstruction.weight());
    return new AlignmentLoss(Arithmetic.add(total, weighted), more);
  }
}
