package dev.attune.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingSessionTest {
  private static final int FEATURES = 3;
  private static final int WIDTH = 2;
  private static final int ITEMS = 7;
  private static final float[] X = Specs.normal(1, ITEMS * FEATURES);
  private static final Map<String, Tensor> WEIGHTS =
      Map.of(
          "dense.map.weight", new Tensor(new long[] {FEATURES, WIDTH}, Specs.normal(2, 6)),
          "dense.map.bias", new Tensor(new long[] {WIDTH}, Specs.normal(3, WIDTH)),
          "dense.projection.weight", new Tensor(new long[] {WIDTH, 4}, Specs.normal(4, 8)));

  @Test
  void itemsInBatchesAreTheLinearMapOfEach() {
    Encoder tower = new DenseTower(FEATURES, WIDTH, false);
    List<String> asked = new ArrayList<>();
    try (EmbeddingSession session = new EmbeddingSession(tower, WEIGHTS, new Nd4jExecutor(), 3)) {
      float[][] embeddings =
          session.embed(
              ITEMS,
              (from, to) -> {
                asked.add(from + " to " + to);
                return batch(from, to, 3);
              });

      assertThat(asked).containsExactly("0 to 3", "3 to 6", "6 to 7");
      assertThat(embeddings).hasDimensions(ITEMS, WIDTH);
      for (int item = 0; item < ITEMS; item++) {
        assertThat(embeddings[item]).containsExactly(mapped(item), offset(1e-5f));
      }
      assertThat(session.rows()).isEqualTo(3);
      assertThat(session.width()).isEqualTo(WIDTH);
    }
  }

  @Test
  void noItemsAreNoBatch() {
    Encoder tower = new DenseTower(FEATURES, WIDTH, false);
    try (EmbeddingSession session = new EmbeddingSession(tower, WEIGHTS, new Nd4jExecutor(), 3)) {
      assertThat(
              session.embed(
                  0,
                  (from, to) -> {
                    throw new AssertionError("asked for " + from + " to " + to);
                  }))
          .isEmpty();
    }
  }

  @Test
  void rowsOfAProjectedTowerHaveUnitLength() {
    Encoder tower = new ProjectedEncoder(new DenseTower(FEATURES, WIDTH, false), 4);
    try (EmbeddingSession session = new EmbeddingSession(tower, WEIGHTS, new Nd4jExecutor(), 9)) {
      for (float[] row : session.embed(ITEMS, (from, to) -> batch(from, to, 9))) {
        double squares = 0;
        for (float value : row) {
          squares += value * value;
        }
        assertThat(squares).isCloseTo(1, offset(1e-5));
      }
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    Encoder tower = new DenseTower(FEATURES, WIDTH, false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingSession(tower, WEIGHTS, new Nd4jExecutor(), 0).close())
        .withMessage("rows: expected at least 1, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingSession(tower, Map.of(), new Nd4jExecutor(), 1).close())
        .withMessageContaining("dense.map.");
  }

  /** The items' rows; what is beyond them holds rubbish. */
  private static Batch batch(int from, int to, int rows) {
    float[] x = new float[rows * FEATURES];
    Arrays.fill(x, 1e3f);
    System.arraycopy(X, from * FEATURES, x, 0, (to - from) * FEATURES);
    return new Batch(rows, Map.of("dense.x", x), Map.of());
  }

  private static float[] mapped(int item) {
    float[] weight = WEIGHTS.get("dense.map.weight").values();
    float[] y = WEIGHTS.get("dense.map.bias").values().clone();
    for (int out = 0; out < WIDTH; out++) {
      for (int in = 0; in < FEATURES; in++) {
        y[out] += X[item * FEATURES + in] * weight[in * WIDTH + out];
      }
    }
    return y;
  }
}
