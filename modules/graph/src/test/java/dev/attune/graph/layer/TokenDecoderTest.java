package dev.attune.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class TokenDecoderTest {
  private static final int ROWS = 2;
  private static final int TOKENS = 4;
  private static final TokenDecoder DECODER = new TokenDecoder(6, 2, 3, 0);

  private static Value decoded(Graph graph) {
    return DECODER.decode(
        graph.at("d"), graph.input("vector", ROWS, 5), graph.input("tokens", ROWS, TOKENS, 3));
  }

  private static double change(INDArray one, INDArray other, int row, int token) {
    double change = 0;
    for (int i = 0; i < 6; i++) {
      change += Math.abs(one.getDouble(row, token, i) - other.getDouble(row, token, i));
    }
    return change;
  }

  @Test
  void aPlaceSeesTheVectorAndTheTokensBeforeIt() {
    Graph graph = GradientCheck.graph();
    Value decoded = decoded(graph);
    GradientCheck check = GradientCheck.of(graph, 1);
    INDArray before = check.evaluate(decoded);
    INDArray tokens = check.array("tokens").dup();
    for (int changed = 0; changed < TOKENS; changed++) {
      INDArray other = tokens.dup();
      other.putScalar(new int[] {0, changed, 1}, 9);
      INDArray after = check.feed("tokens", other).evaluate(decoded);
      for (int token = 0; token < TOKENS; token++) {
        assertThat(change(before, after, 0, token) > 1e-9)
            .as("token %d, %d changed", token, changed)
            .isEqualTo(changed < token);
        assertThat(change(before, after, 1, token)).isZero();
      }
    }
    INDArray vector = check.array("vector").dup();
    vector.putScalar(new int[] {0, 2}, 9);
    INDArray after = check.feed("tokens", tokens).feed("vector", vector).evaluate(decoded);
    for (int token = 0; token < TOKENS; token++) {
      assertThat(change(before, after, 0, token)).isGreaterThan(1e-9);
      assertThat(change(before, after, 1, token)).isZero();
    }
  }

  /** The same of its parts, with a block for each place that reads only what it may. */
  @Test
  void aPlaceIsThatOfTheSequenceUpToIt() {
    Graph graph = GradientCheck.graph();
    Value decoded = decoded(graph);
    Graph g = graph.at("d");
    Value vector = graph.inputs().get("vector");
    Value before = Shaping.slice(graph.inputs().get("tokens"), 1, 0, 2);
    Value first = Shaping.reshape(Linear.of(6).apply(g.at("first"), vector), ROWS, 1, 6);
    Value x = Shaping.concat(1, first, Linear.of(6).apply(g.at("tokens"), before));
    Value positions = graph.parameterValues().get("d.positions");
    x = Arithmetic.add(x, Shaping.slice(positions, 0, 0, 3));
    x = new TransformerBlock(3, 0, 0).apply(g.at("blocks", 0), x, AttentionMask.causal(graph, 3));
    x = new TransformerBlock(3, 0, 0).apply(g.at("blocks", 1), x, AttentionMask.causal(graph, 3));
    x = LayerNorm.standard().apply(g.at("norm"), x);
    GradientCheck check = GradientCheck.of(graph, 2);
    INDArray expected = check.evaluate(x);
    INDArray found = check.evaluate(decoded);
    for (int i = 0; i < 6; i++) {
      assertThat(found.getDouble(1, 2, i)).isCloseTo(expected.getDouble(1, 2, i), within(1e-9));
    }
    assertThat(graph.parameters()).containsKeys("d.first.weight", "d.tokens.weight");
  }

  @Test
  void gradients() {
    Graph graph = GradientCheck.graph();
    Value vector = graph.input("vector", 1, 3);
    Value tokens = graph.input("tokens", 1, 3, 2);
    Value decoded = new TokenDecoder(2, 1, 1, 0).decode(graph, vector, tokens);
    assertThat(GradientCheck.of(graph, 3).passes(decoded)).isEqualTo(2 + graph.parameters().size());
  }

  @Test
  void ofASingleTokenItReadsTheVectorAlone() {
    Graph graph = GradientCheck.graph();
    Value decoded =
        DECODER.decode(graph, graph.input("vector", ROWS, 5), graph.input("tokens", ROWS, 1, 3));

    assertThat(decoded.hasShape(ROWS, 1, 6)).isTrue();
    assertThat(graph.parameters()).doesNotContainKey("tokens.weight");
  }

  @Test
  void refusesWhatDoesNotFit() {
    Map<String, Runnable> refused =
        Map.of(
            "width: expected at least 1, found 0",
            () -> new TokenDecoder(0, 1, 1, 0),
            "depth: expected at least 1, found 0",
            () -> new TokenDecoder(8, 0, 2, 0),
            "heads: expected at least 1, found 0",
            () -> new TokenDecoder(8, 1, 0, 0),
            "heads: expected a divisor of the width 8, found 3",
            () -> new TokenDecoder(8, 1, 3, 0),
            "dropout: expected a probability of at least 0 and less than 1, found 1.0",
            () -> new TokenDecoder(8, 1, 2, 1));
    refused.forEach(
        (message, decoder) ->
            assertThatIllegalArgumentException().isThrownBy(decoder::run).withMessage(message));
    Graph graph = GradientCheck.graph();
    Value rows = graph.input("rows", ROWS, 5);
    assertThatThrownBy(() -> DECODER.decode(graph, rows, rows))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[rows, tokens, width]");
  }
}
