package dev.attune.engine.executor;

import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A contrastive batch larger than memory (GradCache, arXiv:2101.06983): towers run chunk by chunk
 * without keeping their intermediates, the objective sees the whole batch's embeddings, and each
 * chunk runs again, forward and backward, with the gradient of its embeddings. Equal to the full
 * batch.
 *
 * @param rows items of the whole batch; a multiple of the chunk
 * @param chunk items that towers see at a time
 * @param towers each a graph of one chunk
 * @param objective the whole batch's graph
 * @param embeddings the objective's inputs [rows, width] that stand for the towers' embeddings, by
 *     the order of towers, and of each tower's
 * @param loss a scalar of the objective's graph
 * @param reported further scalars of the objective's graph to report
 * @param frozen names of parameters that stay as they are
 * @param optimizer moves the others
 * @param maxGradientNorm as in {@link TrainingSpec}
 * @param rates shares of the learning rate
 * @param seed of initial weights and all random draws
 */
public record CachedTrainingSpec(
    int rows,
    int chunk,
    List<Tower> towers,
    Graph objective,
    List<Value> embeddings,
    Value loss,
    Map<String, Value> reported,
    Predicate<String> frozen,
    OptimizerConfig optimizer,
    double maxGradientNorm,
    RateFactors rates,
    long seed) {

  /**
   * One tower on one chunk.
   *
   * @param name for messages
   * @param graph in training mode
   * @param embeddings [chunk, width] each, at least one; several views of one encoder belong into
   *     one graph, whose draws (dropout) are then different ones, as in the whole batch's
   * @param usesBatchStatistics whether an item's vector depends on the rest of its batch
   */
  public record Tower(
      String name, Graph graph, List<Value> embeddings, boolean usesBatchStatistics) {

    public Tower {
      embeddings = List.copyOf(embeddings);
      if (embeddings.isEmpty()) {
        throw new IllegalArgumentException(name + ": expected an embedding or more, found none");
      }
    }

    /** With one embedding. */
    public Tower(String name, Graph graph, Value embedding, boolean usesBatchStatistics) {
      this(name, graph, List.of(embedding), usesBatchStatistics);
    }
  }

  public CachedTrainingSpec {
    if (chunk < 1 || rows % chunk != 0) {
      throw new IllegalArgumentException(
          "chunk: expected a divisor of the batch of %d, found %d".formatted(rows, chunk));
    }
    int given = towers.stream().mapToInt(tower -> tower.embeddings().size()).sum();
    if (given != embeddings.size()) {
      throw new IllegalArgumentException(
          "expected an input of the objective for each of %d embeddings, found %d"
              .formatted(given, embeddings.size()));
    }
    for (Tower tower : towers) {
      if (tower.usesBatchStatistics()) {
        throw new IllegalArgumentException(
            "gradient caching: tower "
                + tower.name()
                + " uses batch statistics, which chunks would change;"
                + " choose a normalisation over features");
      }
    }
  }
}
