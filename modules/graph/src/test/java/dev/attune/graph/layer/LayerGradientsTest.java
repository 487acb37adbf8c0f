package dev.attune.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** Every layer's gradients, by its input and all its parameters, against finite differences. */
class LayerGradientsTest {
  private static final Initializer WIDE = Initializer.normal(0.7);

  static Stream<Arguments> onTokens() {
    return arguments(LayerCases.onTokens());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onTokens")
  void tokens(String name, BiFunction<Graph, Value, Value> layer) {
    Graph graph = GradientCheck.graph();
    Value y = layer.apply(graph.at("layer"), graph.input("x", 3, 5, 6));
    int arrays = GradientCheck.of(graph, 11).passes(y);
    assertThat(arrays).isEqualTo(1 + graph.parameters().size());
  }

  static Stream<Arguments> onImages() {
    return arguments(LayerCases.onImages());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onImages")
  void images(String name, BiFunction<Graph, Value, Value> layer) {
    Graph graph = GradientCheck.graph();
    Value y = layer.apply(graph.at("layer"), graph.input("x", 2, 3, 6, 9));
    int arrays = GradientCheck.of(graph, 12).passes(y);
    assertThat(arrays).isEqualTo(1 + graph.parameters().size());
  }

  static Stream<Arguments> onRows() {
    return arguments(LayerCases.onRows());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onRows")
  void rows(String name, BiFunction<Graph, Value, Value> layer) {
    Graph graph = GradientCheck.graph();
    Value y = layer.apply(graph.at("layer"), graph.input("x", 7, 5));
    int arrays = GradientCheck.of(graph, 13).passes(y);
    assertThat(arrays).isEqualTo(1 + graph.parameters().size());
  }

  @Test
  void tokensThroughATower() {
    Graph graph = GradientCheck.graph();
    Value ids = graph.input(new InputSpec("ids", true, 2, 5));
    Value mask = graph.input("mask", 2, 5);
    Value x = new TokenEmbedding(11, 6, WIDE).apply(graph.at("tokens"), ids);
    Value placed = new PositionEmbedding(WIDE).apply(graph.at("places"), x);
    Value mixed =
        new TransformerBlock(3, 0, 0).apply(graph.at("block"), placed, AttentionMask.keys(mask));
    Value y = Pooling.maskedMean(mixed, mask);
    GradientCheck check =
        GradientCheck.of(graph, 14)
            .feed("ids", Nd4j.createFromArray(new int[][] {{1, 7, 7, 0, 0}, {10, 3, 1, 7, 0}}))
            .feed("mask", Nd4j.createFromArray(new int[][] {{1, 1, 1, 0, 0}, {1, 1, 1, 1, 0}}));
    assertThat(check.passesFor(y, graph.parameters().keySet()))
        .isEqualTo(graph.parameters().size());
  }

  @Test
  void crossEntropy() {
    Graph graph = GradientCheck.graph();
    Value logits = graph.input("logits", 5, 7);
    Value targets = graph.input("targets", 5, 7);
    Value weights = graph.input("weights", 5);
    Value loss = CrossEntropy.mean(logits, targets, weights);
    GradientCheck check =
        GradientCheck.of(graph, 15).feed("weights", Nd4j.createFromArray(1.0, 0.0, 1.0, 1.0, 0.0));
    assertThat(check.passes(loss)).isEqualTo(3);
  }

  private static Stream<Arguments> arguments(Map<String, BiFunction<Graph, Value, Value>> all) {
    return all.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }
}
