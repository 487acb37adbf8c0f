package dev.attune.image;

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
 * those of any other as they are. Not thread-safe.
 */
final class EmbeddingSession implements AutoCloseable {
  private static final String EMBEDDING = "embedding";
  private static final double EPSILON = 1e-6;

  private final int width;
  private final InferenceSession session;

  /**
   * Compiles a tower.
   *
   * @param rows of a batch
   * @throws IllegalArgumentException if a weight is missing or has another shape
   */
  EmbeddingSession(Encoder tower, Map<String, Tensor> weights, Executor executor, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows: expected at least 1, found " + rows);
    }
    this.width = tower.width();
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value rowsOut = tower.encode(graph, graph.at(tower.name()).inputs(tower.inputs(rows)));
    Value embedding =
        tower instanceof ProjectedEncoder ? Normalisation.l2(rowsOut, EPSILON) : rowsOut;
    this.session = executor.infer(graph, Map.of(EMBEDDING, embedding), weights);
  }

  /**
   * Embeds one batch.
   *
   * @param batch of the session's size, padded by whatever fills it
   * @param into receives the first rows, from {@code from} on, as far as it goes
   */
  void run(Batch batch, float[][] into, int from) {
    float[] values = session.run(batch).get(EMBEDDING).values();
    int count = Math.min(batch.rows(), into.length - from);
    for (int row = 0; row < count; row++) {
      into[from + row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
