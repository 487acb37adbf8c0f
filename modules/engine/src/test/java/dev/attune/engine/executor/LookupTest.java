package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lookup against the product with one-hot rows, which is what it means. */
class LookupTest {
  private static final int ROWS = 4;
  private static final int LENGTH = 3;
  private static final int VOCABULARY = 5;
  private static final int WIDTH = 2;
  private static final int[] IDS = {0, 1, 1, 4, 1, 0, 4, 4, 4, 0, 0, 1};

  private static Value loss(Value rows) {
    Value flat = Shaping.reshape(rows, ROWS * LENGTH, WIDTH);
    Value weight =
        flat.graph().parameter("weight", Role.WEIGHT, Initializer.normal(1), WIDTH, WIDTH);
    return Reductions.mean(Activations.gelu(Products.matmul(flat, weight)), false);
  }

  private static TrainingSession lookup() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value ids = graph.input(new InputSpec("ids", true, ROWS, LENGTH));
    Value rows = graph.lookup("table", Initializer.normal(1), VOCABULARY, WIDTH, ids);
    return new Nd4jExecutor().train(Specs.plain().of(graph, loss(rows)));
  }

  private static TrainingSession oneHot() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value hot = graph.input("hot", ROWS * LENGTH, VOCABULARY);
    Value table =
        graph.parameter("table", Role.EMBEDDING, Initializer.normal(1), VOCABULARY, WIDTH);
    Value loss = loss(Shaping.reshape(Products.matmul(hot, table), ROWS, LENGTH, WIDTH));
    return new Nd4jExecutor().train(Specs.plain().of(graph, loss));
  }

  @Test
  void movesTheTableAsAProductWithOneHotRowsDoes() {
    float[] hot = new float[IDS.length * VOCABULARY];
    for (int i = 0; i < IDS.length; i++) {
      hot[i * VOCABULARY + IDS[i]] = 1;
    }
    Batch ids = new Batch(ROWS, Map.of(), Map.of("ids", IDS));
    Batch rows = new Batch(ROWS, Map.of("hot", hot), Map.of());
    try (TrainingSession found = lookup();
        TrainingSession expected = oneHot()) {
      Tensor before = found.weights().get("table");
      assertThat(expected.weights().get("table")).isEqualTo(before);
      for (int step = 0; step < 3; step++) {
        double loss = expected.step(List.of(rows), step, 0.5).loss();
        assertThat(found.step(List.of(ids), step, 0.5).loss()).isCloseTo(loss, within(1e-6));
      }
      float[] table = found.weights().get("table").values();
      assertThat(table).containsExactly(expected.weights().get("table").values(), within(1e-6f));
      // Ids 2 and 3 never occur.
      for (int i = 2 * WIDTH; i < 4 * WIDTH; i++) {
        assertThat(table[i]).isEqualTo(before.values()[i]);
      }
      assertThat(table[0]).isNotEqualTo(before.values()[0]);
    }
  }

  @Test
  void aTableLookedUpTwiceGetsBothGradients() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value ids = graph.input(new InputSpec("ids", true, 2));
    Value others = graph.input(new InputSpec("others", true, 2));
    Value one = graph.lookup("table", Initializer.constant(1), 3, 1, ids);
    Value two = graph.lookup("table", Initializer.constant(1), 3, 1, others);
    Value loss = Reductions.sum(dev.attune.graph.operation.Arithmetic.add(one, two), false);
    try (TrainingSession session = new Nd4jExecutor().train(Specs.plain().of(graph, loss))) {
      Batch batch =
          new Batch(2, Map.of(), Map.of("ids", new int[] {0, 0}, "others", new int[] {0, 2}));
      session.step(List.of(batch), 0, 0.25);
      session.step(List.of(batch), 1, 0.25);
      float[] table = session.weights().get("table").values();
      assertThat(table).containsExactly(-0.5f, 1, 0.5f);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, VOCABULARY, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void anIdOutsideTheTableIsNamed(int id) {
    int[] ids = IDS.clone();
    ids[7] = id;
    try (TrainingSession session = lookup()) {
      List<Batch> batch = List.of(new Batch(ROWS, Map.of(), Map.of("ids", ids)));
      assertThatThrownBy(() -> session.step(batch, 0, 0.1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "input ids[4, 3], element 7: expected an id from 0 to 4 of table table, found " + id);
    }
  }
}
