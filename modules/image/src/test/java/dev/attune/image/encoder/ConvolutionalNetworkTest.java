package dev.attune.image.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.TowerGradients;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConvolutionalNetworkTest {
  private static final List<Stage> STAGES = List.of(new Stage(3, 2, 1), new Stage(4, 2, 2));

  @ParameterizedTest
  @CsvSource({"NONE,false,BATCH", "CONVOLUTION,true,BATCH", "PATCHES_2,true,NONE"})
  void gradientsEqualFiniteDifferences(Stem stem, boolean residual, ConvolutionNorm norm) {
    // GELU, since a rectifier has no derivative at its corner.
    ConvolutionalNetwork tower =
        new ConvolutionalNetwork(8, stem, STAGES, residual, Activation.GELU, norm);
    Graph graph = GradientCheck.graph();
    Value embedding = tower.encode(graph, graph.at("image").inputs(tower.inputs(2)));
    GradientCheck check = GradientCheck.of(graph, 7);

    int convolutions = 4 + (stem == Stem.NONE ? 0 : 1) + (residual ? 1 : 0);
    int each = norm == ConvolutionNorm.BATCH ? 3 : 2;
    assertThat(TowerGradients.compare(graph, check, embedding)).isEqualTo(convolutions * each);
    assertThat(embedding.hasShape(2, 4)).isTrue();
  }

  @ParameterizedTest
  // ResNet-18 less its classifier: 11,689,512 - 513,000.
  @CsvSource({"tiny_conv,841184", "first_run,315040", "resnet18,11176512"})
  void presetsHaveTheirNumberOfParameters(String preset, long expected) {
    ConvolutionalNetwork tower = ConvolutionalNetwork.preset(preset);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    tower.encode(graph, graph.at("image").inputs(tower.inputs(2)));

    long count = graph.parameters().values().stream().mapToLong(Parameter::length).sum();

    assertThat(count).isEqualTo(expected);
    assertThat(tower.usesBatchStatistics()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Stem.class)
  void everyStemFits(Stem stem) {
    ConvolutionalNetwork tower =
        new ConvolutionalNetwork(16, stem, STAGES, true, Activation.RELU, ConvolutionNorm.NONE);
    Graph graph = Graph.create(Graph.Mode.TRAINING);

    Value embedding = tower.encode(graph, graph.at("image").inputs(tower.inputs(2)));

    assertThat(embedding.hasShape(2, 4)).isTrue();
    assertThat(tower.width()).isEqualTo(4);
    assertThat(tower.usesBatchStatistics()).isFalse();
    assertThat(graph.statistics()).isEmpty();
  }

  @Test
  void parametersAreNamedByPlace() {
    ConvolutionalNetwork tower = ConvolutionalNetwork.preset("resnet18");
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    tower.encode(graph, graph.at("image").inputs(tower.inputs(1)));

    assertThat(graph.parameters())
        .containsKeys(
            "image.stem.conv.weight",
            "image.stages.0.0.first.conv.weight",
            "image.stages.0.1.second.norm.gain",
            "image.stages.1.0.shortcut.conv.weight")
        .doesNotContainKey("image.stages.0.0.shortcut.conv.weight");
    assertThat(graph.statistics())
        .extracting(statistic -> statistic.name())
        .contains("image.stages.3.1.second.norm.variance");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(9, Stem.PATCHES_4, STAGES, true, Activation.RELU))
        .withMessage("stem's patch: expected a divisor of the image size 9, found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(8, Stem.NONE, STAGES, false, Activation.NONE))
        .withMessage("activation: expected relu or gelu, found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(8, Stem.NONE, List.of(new Stage(4, 3, 1)), true, Activation.RELU))
        .withMessage("stage convolutions: expected two for each residual block, found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(8, Stem.NONE, List.of(), true, Activation.RELU))
        .withMessage("stages: expected 1 to 64, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Stage(0, 1, 1))
        .withMessage("stage width: expected 1 to 16384, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConvolutionalNetwork.preset("vgg"))
        .withMessage("preset: expected tiny_conv, first_run or resnet18, found \"vgg\"");
  }

  private static ConvolutionalNetwork network(
      int size, Stem stem, List<Stage> stages, boolean residual, Activation activation) {
    return new ConvolutionalNetwork(
        size, stem, stages, residual, activation, ConvolutionNorm.BATCH);
  }
}
