package dev.attune.text.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Parameter;
import dev.attune.graph.TowerGradients;
import dev.attune.graph.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

class TextTransformerTest {
  private static final double[][] MASK = {{1, 1, 1, 0}, {1, 1, 0, 0}};
  private static final double[][] LAST = {{0, 0, 1, 0}, {0, 1, 0, 0}};

  @ParameterizedTest
  @EnumSource(TextPooling.class)
  void gradientsEqualFiniteDifferences(TextPooling pooling) {
    TextTransformer tower = new TextTransformer(5, 4, 6, 1, 3, 0.2, 0.3, pooling);
    Graph graph = GradientCheck.graph();
    Value embedding = tower.encode(graph, inputs(graph, tower));
    GradientCheck check = GradientCheck.of(graph, 3);
    check.feed("text.ids", Nd4j.createFromArray(new int[][] {{1, 4, 2, 0}, {3, 1, 0, 0}}));
    for (Parameter parameter : graph.parameters().values()) {
      // Weights as in a trained tower: at their small first values most gradients are near zero.
      check.map(parameter.name(), value -> value * 12 + 0.1);
    }

    // Table and positions, two norms and six linear maps a block, the last norm.
    assertThat(TowerGradients.compare(graph, check, embedding)).isEqualTo(2 + (2 * 2 + 6 * 2) + 2);
    assertThat(embedding.hasShape(2, 6)).isTrue();
  }

  /** The mask is a constant here, for its steps of 1e9 have no finite differences. */
  private static Map<String, Value> inputs(Graph graph, TextTransformer tower) {
    Map<String, Value> inputs = new LinkedHashMap<>();
    for (InputSpec spec : tower.inputs(2)) {
      Value value =
          switch (spec.name()) {
            case TextTransformer.IDS -> graph.at("text").input(spec);
            case TextTransformer.MASK -> graph.constant(Nd4j.createFromArray(MASK));
            default -> graph.constant(Nd4j.createFromArray(LAST));
          };
      inputs.put(spec.name(), value);
    }
    return inputs;
  }

  @ParameterizedTest
  // b32 with its 512 x 512 projection is the text side of CLIP's ViT-B/32: 63,428,096.
  @CsvSource({"tiny,4248576", "small,10529280", "s16,40296576", "b32,63165952"})
  void presetsHaveTheirNumberOfParameters(String preset, long expected) {
    TextTransformer tower = TextTransformer.preset(preset);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    tower.encode(graph, graph.at("text").inputs(tower.inputs(1)));

    long count = graph.parameters().values().stream().mapToLong(Parameter::length).sum();

    assertThat(count).isEqualTo(expected);
  }

  @Test
  void parametersAreNamedByPlace() {
    TextTransformer tower = TextTransformer.preset("tiny");
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    tower.encode(graph, graph.at("text").inputs(tower.inputs(1)));

    assertThat(graph.parameters())
        .containsKeys(
            "text.tokens.table",
            "text.positions",
            "text.blocks.0.attention.query.weight",
            "text.blocks.5.mlp.out.bias",
            "text.norm.gain");
    assertThat(graph.draws()).isEmpty();
  }

  @Test
  void dropoutAndStochasticDepthGrowWithTheBlock() {
    TextTransformer tower = new TextTransformer(9, 4, 4, 2, 1, 0.25, 0.5, TextPooling.MASKED_MEAN);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    tower.encode(graph, graph.at("text").inputs(tower.inputs(3)));

    assertThat(graph.draws()).hasSize(1 + 2 * 2 * 2);
    assertThat(graph.draws())
        .filteredOn(draw -> draw.value().name().startsWith("text.blocks.0.attention.depth"))
        .singleElement()
        .satisfies(draw -> assertThat(draw.probability()).isEqualTo(0.75));
    assertThat(graph.draws())
        .filteredOn(draw -> draw.value().name().startsWith("text.blocks.1.attention.depth"))
        .singleElement()
        .satisfies(draw -> assertThat(draw.probability()).isEqualTo(0.5));
  }

  @Test
  void refusesWhatDoesNotFit() {
    TextPooling mean = TextPooling.MASKED_MEAN;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTransformer(9, 8, 10, 1, 3, 0, 0, mean))
        .withMessage("heads: expected a divisor of the width 10, found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTransformer(9, 2, 10, 1, 5, 0, 0, mean))
        .withMessage("context: expected 3 to 16384, found 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTransformer(9, 8, 10, 1, 5, 1, 0, mean))
        .withMessage("dropout: expected at least 0 and less than 1, found 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextTransformer.preset("huge"))
        .withMessage("preset: expected tiny, small, s16 or b32, found \"huge\"");
    TextTransformer open = TextTransformer.preset("tiny").withVocabulary(0);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open.encode(graph, graph.inputs(open.inputs(1))))
        .withMessage("vocabulary: expected the tokenizer's size, found 0");
  }
}
