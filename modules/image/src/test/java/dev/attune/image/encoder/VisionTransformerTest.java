package dev.attune.image.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.TowerGradients;
import dev.attune.graph.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VisionTransformerTest {

  @ParameterizedTest
  @EnumSource(ImagePooling.class)
  void gradientsEqualFiniteDifferences(ImagePooling pooling) {
    VisionTransformer tower = new VisionTransformer(6, 3, 3, 6, 1, 3, 0.2, 0.3, pooling);
    Graph graph = GradientCheck.graph();
    Value embedding = tower.encode(graph, graph.at("image").inputs(tower.inputs(2)));
    GradientCheck check = GradientCheck.of(graph, 3);
    for (Parameter parameter : graph.parameters().values()) {
      // Weights as in a trained tower: at their small first values most gradients are near zero.
      check.map(parameter.name(), value -> value * 12 + 0.1);
    }

    // Patches, positions, class token; two norms and six linear maps a block, the last norm.
    int token = pooling == ImagePooling.CLASS_TOKEN ? 1 : 0;
    assertThat(TowerGradients.compare(graph, check, embedding))
        .isEqualTo(3 + token + (2 * 2 + 6 * 2) + 2);
    assertThat(embedding.hasShape(2, 6)).isTrue();
  }

  @ParameterizedTest
  // s16 and b32 are ViT-S/16 and ViT-B/32 less their classifiers: 22,050,664 - 385,000 and
  // 88,224,232 - 769,000.
  @CsvSource({"tiny,2718912", "small,6531840", "s16,21665664", "b32,87455232"})
  void presetsHaveTheirNumberOfParameters(String preset, long expected) {
    VisionTransformer tower = VisionTransformer.preset(preset);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    tower.encode(graph, graph.at("image").inputs(tower.inputs(1)));

    long count = graph.parameters().values().stream().mapToLong(Parameter::length).sum();

    assertThat(count).isEqualTo(expected);
  }

  @Test
  void parametersAreNamedByPlace() {
    VisionTransformer tower = VisionTransformer.preset("s16");
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    tower.encode(graph, graph.at("image").inputs(tower.inputs(1)));

    assertThat(graph.parameters())
        .containsKeys(
            "image.patches.weight",
            "image.class_token",
            "image.positions",
            "image.blocks.0.attention.query.weight",
            "image.blocks.11.mlp.out.bias",
            "image.norm.gain");
    assertThat(graph.draws()).isEmpty();
    assertThat(tower.usesBatchStatistics()).isFalse();
  }

  @Test
  void laterBlocksAreSkippedMore() {
    VisionTransformer tower = new VisionTransformer(4, 2, 3, 4, 2, 1, 0, 0.5, ImagePooling.MEAN);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    tower.encode(graph, graph.at("image").inputs(tower.inputs(3)));

    assertThat(graph.draws())
        .extracting(draw -> draw.probability())
        .containsExactly(0.75, 0.75, 0.5, 0.5);
  }

  @Test
  void refusesWhatDoesNotFit() {
    ImagePooling mean = ImagePooling.MEAN;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VisionTransformer(64, 7, 3, 12, 1, 3, 0, 0, mean))
        .withMessage("patch: expected a divisor of the image size 64, found 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VisionTransformer(64, 8, 3, 12, 1, 5, 0, 0, mean))
        .withMessage("heads: expected a divisor of the width 12, found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VisionTransformer(4096, 2, 3, 12, 1, 3, 0, 0, mean))
        .withMessage("patch: expected at most 16384 patches an image, found 4194304");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VisionTransformer(64, 8, 3, 12, 1, 3, 0, -0.1, mean))
        .withMessage("stochastic_depth: expected at least 0 and less than 1, found -0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VisionTransformer.preset("huge"))
        .withMessage("preset: expected tiny, small, s16 or b32, found \"huge\"");
  }
}
