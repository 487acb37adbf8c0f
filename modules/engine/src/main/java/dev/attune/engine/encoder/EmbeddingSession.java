package dev.attune.engine.encoder;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.graph.operation.Normalisation;
import java.util.Arrays;
import java.util.Map;

/**
 * A tower compiled for batches of one size. Rows of a projected tower come out at unit length,
 * those of any other as they are. Owns off-heap memory; not thread-safe.
 */
public final class EmbeddingSession implements AutoCloseable {
  private static final String EMBEDDING = "embedding";
  private static final double EPSILON = 1e-6;

  /** Makes batches out of a list of items, in their order. */
  @FunctionalInterface
  public interface Batches {
    /**
     * The arrays of some items.
     *
     * @param from index of the first
     * @param to index after the last; at most {@link EmbeddingSession#rows} further
     * @return as many rows as the session has, those beyond the items filled by whatever
     */
    Batch of(int from, int to);
  }

  private final int rows;
  private final int width;
  private final InferenceSession session;

  /**
   * Compiles a tower.
   *
   * @param weights by parameter name; more than the tower has is no error
   * @param rows of a batch
   * @throws IllegalArgumentException if a weight is missing or has another shape
   */
  public EmbeddingSession(Encoder tower, Map<String, Tensor> weights, Executor executor, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows: expected at least 1, found " + rows);
    }
    this.rows = rows;
    this.width = tower.width();
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value encoded = tower.encode(graph, graph.at(tower.name()).inputs(tower.inputs(rows)));
    Value embedding =
        tower instanceof ProjectedEncoder ? Normalisation.l2(encoded, EPSILON) : encoded;
    this.session = executor.infer(graph, Map.of(EMBEDDING, embedding), weights);
  }

  /** Rows of a batch. */
  public int rows() {
    return rows;
  }

  /** Width of the vectors. */
  public int width() {
    return width;
  }

  /**
   * Embeds items, a batch at a time.
   *
   * @param items how many
   * @return [items, width]
   */
  public float[][] embed(int items, Batches batches) {
    float[][] embeddings = new float[items][];
    for (int from = 0; from < items; from += rows) {
      int to = Math.min(from + rows, items);
      float[] values = session.run(batches.of(from, to)).get(EMBEDDING).values();
      for (int item = from; item < to; item++) {
        int start = (item - from) * width;
        embeddings[item] = Arrays.copyOfRange(values, start, start + width);
      }
    }
    return embeddings;
  }

  @Override
  public void close() {
    session.close();
  }
}
