package dev.attune.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Attention against the loop of its definition. */
class AttentionTest {
  private static final int ROWS = 2;
  private static final int HEADS = 3;
  private static final int TOKENS = 5;
  private static final int DEPTH = 4;

  @Test
  void openAttention() {
    Graph graph = GradientCheck.graph();
    compare(graph, AttentionMask.open(), (row, pair) -> 1);
  }

  @Test
  void hiddenKeysHaveNoWeight() {
    Graph graph = GradientCheck.graph();
    Value mask = graph.input("mask", ROWS, TOKENS);
    compare(graph, AttentionMask.keys(mask), (row, pair) -> pair % TOKENS < 3 + row ? 1 : 0);
  }

  @Test
  void causalQueriesSeeThePast() {
    Graph graph = GradientCheck.graph();
    Value mask = graph.input("mask", ROWS, TOKENS);
    compare(
        graph,
        AttentionMask.causal(graph, TOKENS).and(AttentionMask.keys(mask)),
        (row, pair) -> pair % TOKENS <= pair / TOKENS && pair % TOKENS < 3 + row ? 1 : 0);
  }

  @Test
  void withoutAnyKeyTheResultIsFinite() {
    Graph graph = GradientCheck.graph();
    Value mask = graph.input("mask", 1, TOKENS);
    Value q = graph.input("q", 1, 1, TOKENS, DEPTH);
    Value v = graph.input("v", 1, 1, TOKENS, DEPTH);
    Value y = Attention.apply(q, q, v, AttentionMask.keys(mask));
    GradientCheck check = GradientCheck.of(graph, 3).feed("mask", Nd4j.zeros(1, TOKENS));
    assertThat(check.evaluate(y).getDouble(0, 0, 2, 1)).isFinite();
    assertThat(check.gradient(y, q).sumNumber().doubleValue()).isFinite();
  }

  @Test
  void shapesThatDoNotFitAreShown() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 2, 5, 6);
    Value mask = graph.input("mask", 2, 4);
    assertThatThrownBy(() -> new MultiHeadAttention(2).apply(graph, x, AttentionMask.keys(mask)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("[2, 2, 5, 5]", "[2, 1, 1, 4]");
    assertThatThrownBy(() -> new MultiHeadAttention(4).apply(graph, x, AttentionMask.open()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("6", "4");
    assertThatThrownBy(() -> AttentionMask.keys(x))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[2, 5, 6]");
  }

  private void compare(Graph graph, AttentionMask mask, IntBinaryOperator visible) {
    Value q = graph.input("q", ROWS, HEADS, TOKENS, DEPTH);
    Value k = graph.input("k", ROWS, HEADS, TOKENS, DEPTH);
    Value v = graph.input("v", ROWS, HEADS, TOKENS, DEPTH);
    Value y = Attention.apply(q, k, v, mask);
    GradientCheck check = GradientCheck.of(graph, 2);
    if (graph.inputs().containsKey("mask")) {
      double[][] kept = {{1, 1, 1, 0, 0}, {1, 1, 1, 1, 0}};
      check.feed("mask", Nd4j.createFromArray(kept));
    }
    INDArray found = check.evaluate(y);
    for (int row = 0; row < ROWS; row++) {
      for (int head = 0; head < HEADS; head++) {
        for (int query = 0; query < TOKENS; query++) {
          double[] expected = slow(check, row, head, query, visible);
          for (int d = 0; d < DEPTH; d++) {
            assertThat(found.getDouble(row, head, query, d)).isCloseTo(expected[d], within(1e-9));
          }
        }
      }
    }
  }

  private static double[] slow(
      GradientCheck check, int row, int head, int query, IntBinaryOperator visible) {
    INDArray q = check.array("q");
    INDArray k = check.array("k");
    INDArray v = check.array("v");
    double[] mixed = new double[DEPTH];
    double total = 0;
    for (int key = 0; key < TOKENS; key++) {
      double score = 0;
      for (int d = 0; d < DEPTH; d++) {
        score += q.getDouble(row, head, query, d) * k.getDouble(row, head, key, d);
      }
      double weight =
          visible.applyAsInt(row, query * TOKENS + key) * Math.exp(score / Math.sqrt(DEPTH));
      total += weight;
      for (int d = 0; d < DEPTH; d++) {
        mixed[d] += weight * v.getDouble(row, head, key, d);
      }
    }
    for (int d = 0; d < DEPTH; d++) {
      mixed[d] /= total;
    }
    return mixed;
  }
}
