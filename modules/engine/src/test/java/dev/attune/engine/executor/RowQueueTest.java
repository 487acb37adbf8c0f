package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A queue of earlier rows as in MoCo (arXiv:1911.05722), read before it is written. */
class RowQueueTest {
  private static final int LENGTH = 5;
  private static final int ROWS = 2;
  private static final int WIDTH = 3;

  private static TrainingSession session() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", ROWS, WIDTH);
    Value queue = graph.at("moco").queue("keys", LENGTH, x);
    Value sum = Reductions.sum(queue, false);
    Value learnt = Reductions.sum(Arithmetic.square(Towers.dense(graph, x, 2)), false);
    Value loss = Arithmetic.add(learnt, sum);
    return new Nd4jExecutor().train(Specs.plain().of(graph, loss));
  }

  private static Batch batch(int step) {
    float[] values = new float[ROWS * WIDTH];
    Arrays.fill(values, 0, WIDTH, 10 * step);
    Arrays.fill(values, WIDTH, 2 * WIDTH, 10 * step + 1);
    return new Batch(ROWS, Map.of("x", values), Map.of());
  }

  private static Batch nothing() {
    return new Batch(ROWS, Map.of("x", new float[ROWS * WIDTH]), Map.of());
  }

  private static float[] firstColumn(TrainingSession session) {
    float[] values = session.state().statistics().get("moco.keys").values();
    float[] column = new float[LENGTH];
    for (int row = 0; row < LENGTH; row++) {
      column[row] = values[row * WIDTH];
    }
    return column;
  }

  @Test
  void startsAsRandomDirections() {
    try (TrainingSession session = session()) {
      Tensor queue = session.state().statistics().get("moco.keys");
      assertThat(queue.shape()).containsExactly(LENGTH, WIDTH);
      for (int row = 0; row < LENGTH; row++) {
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
          squares += Math.pow(queue.values()[row * WIDTH + i], 2);
        }
        assertThat(squares).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void theOldestRowsAreReplaced() {
    try (TrainingSession session = session()) {
      float last = firstColumn(session)[4];
      session.step(List.of(batch(1)), 0, 0);
      session.step(List.of(batch(2)), 1, 0);
      assertThat(firstColumn(session)).containsExactly(10, 11, 20, 21, last);
      session.step(List.of(batch(3)), 2, 0);
      assertThat(firstColumn(session)).containsExactly(31, 11, 20, 21, 30);
    }
  }

  @Test
  void aStepReadsTheRowsOfEarlierOnes() {
    try (TrainingSession session = session()) {
      session.step(List.of(batch(1)), 0, 0);
      session.step(List.of(batch(2)), 1, 0);
      double before = session.step(List.of(nothing()), 2, 0).loss();
      double after = session.step(List.of(nothing()), 3, 0).loss();
      // The step between has replaced the random last row and the first, of tens, by zeros.
      double replaced = 0;
      try (TrainingSession fresh = session()) {
        float[] values = fresh.state().statistics().get("moco.keys").values();
        for (int i = 4 * WIDTH; i < LENGTH * WIDTH; i++) {
          replaced += values[i];
        }
      }
      assertThat(before - after).isCloseTo(replaced + WIDTH * 10, within(1e-3));
    }
  }

  @Test
  void aRestoredQueueGoesOnWhereItWas() {
    try (TrainingSession session = session();
        TrainingSession other = session()) {
      session.step(List.of(batch(1)), 0, 0);
      other.restore(session.state());
      session.step(List.of(batch(2)), 1, 0);
      other.step(List.of(batch(2)), 1, 0);
      assertThat(other.state().statistics()).isEqualTo(session.state().statistics());
    }
  }

  @Test
  void aQueueSmallerThanABatchIsRefused() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", ROWS, WIDTH);

    assertThatThrownBy(() -> graph.queue("keys", 1, x))
        .isInstanceOf(ShapeException.class)
        .hasMessage("queue: expected at least the 2 rows of a step, found 1");
  }
}
