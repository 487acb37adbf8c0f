package dev.attune.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.Draw;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.Padding;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What layers compute and declare. */
class LayersTest {

  @Test
  void linearFollowsItsLoop() {
    Graph graph = GradientCheck.graph();
    Value y = Linear.of(7).apply(graph.at("a"), graph.input("x", 2, 3, 5));
    GradientCheck check = GradientCheck.of(graph, 1).map("a.bias", b -> 0.5);
    INDArray w = check.array("a.weight");
    double expected = 0.5;
    for (int i = 0; i < 5; i++) {
      expected += check.array("x").getDouble(1, 2, i) * w.getDouble(i, 6);
    }
    assertThat(check.evaluate(y).getDouble(1, 2, 6)).isCloseTo(expected, within(1e-12));
    assertThat(graph.parameters().get("a.weight").role()).isEqualTo(Role.WEIGHT);
    assertThat(graph.parameters().get("a.bias").role()).isEqualTo(Role.BIAS);
  }

  @Test
  void appliedTwiceALayerSharesItsParameters() {
    Graph graph = GradientCheck.graph();
    Value once = Mlp.of(4).apply(graph.at("m"), graph.input("x", 3, 5));
    Value twice = Mlp.of(4).apply(graph.at("m"), graph.input("y", 2, 5));
    assertThat(graph.parameters()).hasSize(4);
    assertThat(once.hasShape(3, 4)).isTrue();
    assertThat(twice.hasShape(2, 4)).isTrue();
    assertThatThrownBy(() -> Mlp.of(4).apply(graph.at("m"), graph.input("z", 2, 6)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("[5, 16]", "[6, 16]");
  }

  @Test
  void patchesAreAConvolutionWithTheStrideOfTheirSize() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 2, 3, 6, 9);
    Value kernel = graph.input("kernel", 5, 3, 3, 3);
    Value patches = new PatchEmbedding(3, 5).apply(graph, x);
    Value convolved = Convolutions.conv2d(x, kernel, 3, 3, Padding.none());
    GradientCheck check = GradientCheck.of(graph, 1);
    check.feed("weight", check.array("kernel").reshape(5, 27).transpose().dup('c'));
    INDArray tokens = check.evaluate(patches);
    INDArray images = check.evaluate(convolved);
    for (int n = 0; n < 2; n++) {
      for (int token = 0; token < 6; token++) {
        for (int c = 0; c < 5; c++) {
          assertThat(tokens.getDouble(n, token, c))
              .isCloseTo(images.getDouble(n, c, token / 3, token % 3), within(1e-10));
        }
      }
    }
    assertThatThrownBy(() -> new PatchEmbedding(4, 5).apply(graph, x))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("4", "[2, 3, 6, 9]");
  }

  @Test
  void temporalConvolutionFollowsItsLoop() {
    for (int stride : new int[] {1, 2}) {
      Graph graph = GradientCheck.graph();
      Value x = graph.input("x", 2, 6, 3);
      Value y = new TemporalConvolution(4, 3, stride).apply(graph.at("t"), x);
      GradientCheck check = GradientCheck.of(graph, 2);
      INDArray in = check.array("x");
      INDArray weight = check.array("t.weight");
      INDArray found = check.evaluate(y);

      assertThat(y.hasShape(2, 6 / stride, 4)).isTrue();
      for (int step = 0; step < 6 / stride; step++) {
        for (int channel = 0; channel < 4; channel++) {
          double expected = check.array("t.bias").getDouble(channel);
          for (int k = 0; k < 3; k++) {
            int frame = step * stride + k - 1;
            for (int c = 0; c < 3 && frame >= 0 && frame < 6; c++) {
              expected += in.getDouble(1, frame, c) * weight.getDouble(channel, c, 0, k);
            }
          }
          assertThat(found.getDouble(1, step, channel)).isCloseTo(expected, within(1e-10));
        }
      }
    }
    Graph graph = GradientCheck.graph();
    assertThatThrownBy(
            () -> new TemporalConvolution(4, 3, 4).apply(graph, graph.input("x", 2, 6, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("expected frames divided by 4");
  }

  @Test
  void dropoutScalesWhatStaysAndVanishesInInference() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 2, 3);
    Value y = new Dropout(0.75).apply(graph, x);
    Draw draw = graph.draws().get(0);
    assertThat(draw.probability()).isEqualTo(0.25);
    GradientCheck check =
        GradientCheck.of(graph, 1)
            .feed(draw.value().name(), Nd4j.createFromArray(new double[][] {{1, 0, 1}, {0, 0, 1}}));
    INDArray expected = check.array("x").mul(check.array(draw.value().name())).mul(4);
    assertThat(check.evaluate(y)).isEqualTo(expected);
    Graph inference = Graph.create(Graph.Mode.INFERENCE);
    Value same = inference.input("x", 2, 3);
    assertThat(new Dropout(0.75).apply(inference, same)).isSameAs(same);
    assertThat(new StochasticDepth(0.75).apply(inference, same)).isSameAs(same);
    assertThat(inference.draws()).isEmpty();
  }

  @Test
  void stochasticDepthDropsWholeItems() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 3, 2, 5);
    Value y = new StochasticDepth(0.5).apply(graph, x);
    String draw = graph.draws().get(0).value().name();
    GradientCheck check =
        GradientCheck.of(graph, 1).feed(draw, Nd4j.createFromArray(0.0, 1.0, 0.0).reshape(3, 1, 1));
    INDArray found = check.evaluate(y);
    assertThat(found.getDouble(0, 1, 4)).isZero();
    assertThat(found.getDouble(1, 1, 4))
        .isCloseTo(2 * check.array("x").getDouble(1, 1, 4), within(1e-12));
  }

  @Test
  void probabilitiesAreChecked() {
    assertThatThrownBy(() -> new Dropout(1)).hasMessageContainingAll("less than 1", "1.0");
    assertThatThrownBy(() -> new StochasticDepth(-0.1)).hasMessageContaining("-0.1");
    assertThatThrownBy(() -> new TransformerBlock(0, 0, 0)).hasMessageContaining("found 0");
  }

  @Test
  void tokensAreRowsOfTheirTable() {
    Graph graph = GradientCheck.graph();
    Value ids = graph.input(new InputSpec("ids", true, 2, 3));
    Value y = TokenEmbedding.of(7, 5).apply(graph.at("t"), ids);
    GradientCheck check =
        GradientCheck.of(graph, 1)
            .feed("ids", Nd4j.createFromArray(new int[][] {{6, 0, 1}, {2, 6, 3}}));
    INDArray table = check.array("t.table");
    assertThat(table.shape()).containsExactly(7, 5);
    assertThat(check.evaluate(y).getDouble(1, 1, 4)).isEqualTo(table.getDouble(6, 4));
    assertThat(graph.parameters().get("t.table").role()).isEqualTo(Role.EMBEDDING);
  }

  @Test
  void maskedMeanLeavesOutPaddingAndGivesZerosForAnEmptyRow() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 2, 5, 3);
    Value mask = graph.input("mask", 2, 5);
    Value y = Pooling.maskedMean(x, mask);
    GradientCheck check =
        GradientCheck.of(graph, 1)
            .feed("mask", Nd4j.createFromArray(new double[][] {{1, 1, 0, 1, 0}, {0, 0, 0, 0, 0}}));
    INDArray v = check.array("x");
    double expected = (v.getDouble(0, 0, 2) + v.getDouble(0, 1, 2) + v.getDouble(0, 3, 2)) / 3;
    assertThat(check.evaluate(y).getDouble(0, 2)).isCloseTo(expected, within(1e-12));
    assertThat(check.evaluate(y).getRow(1).toDoubleVector()).containsExactly(0, 0, 0);
    assertThatThrownBy(() -> Pooling.maskedMean(x, graph.input("other", 2, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("[2, 5]", "[2, 4]");
  }

  @Test
  void selectedTokenIsTheOneThatIsPointedAt() {
    Graph graph = GradientCheck.graph();
    Value y = Pooling.selected(graph.input("x", 2, 3, 5), graph.input("at", 2, 3));
    GradientCheck check =
        GradientCheck.of(graph, 1)
            .feed("at", Nd4j.createFromArray(new double[][] {{0, 0, 1}, {1, 0, 0}}));
    assertThat(check.evaluate(y).getDouble(0, 4))
        .isCloseTo(check.array("x").getDouble(0, 2, 4), within(1e-12));
    assertThat(check.evaluate(y).getDouble(1, 4))
        .isCloseTo(check.array("x").getDouble(1, 0, 4), within(1e-12));
  }

  @Test
  void crossEntropyIsTheLogOfTheTargetsShare() {
    Graph graph = GradientCheck.graph();
    Value logits = graph.input("logits", 2, 3);
    Value targets = graph.input("targets", 2, 3);
    Value weights = graph.input("weights", 2);
    Value mean = CrossEntropy.mean(logits, targets);
    Value weighted = CrossEntropy.mean(logits, targets, weights);
    GradientCheck check =
        GradientCheck.of(graph, 1)
            .feed("logits", Nd4j.createFromArray(new double[][] {{0, Math.log(3), 0}, {1e4, 0, 0}}))
            .feed("targets", Nd4j.createFromArray(new double[][] {{0, 1, 0}, {0, 0, 1}}))
            .feed("weights", Nd4j.createFromArray(1.0, 0.0));
    assertThat(check.evaluate(mean).getDouble())
        .isCloseTo((Math.log(5.0 / 3) + 1e4) / 2, within(1e-9));
    assertThat(check.evaluate(weighted).getDouble()).isCloseTo(Math.log(5.0 / 3), within(1e-12));
    check.feed("weights", Nd4j.zeros(DataType.DOUBLE, 2));
    assertThat(check.evaluate(weighted).getDouble()).isZero();
    assertThatThrownBy(() -> CrossEntropy.mean(logits, weights))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("[2, 3]", "[2]");
  }

  @Test
  void aResidualBlockKeepsItsShape() {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", 2, 3, 5, 7);
    ConvolutionBlock block =
        new ConvolutionBlock(Convolution.of(4, 3, 1), BatchNorm.standard(), Activation.RELU, true);
    assertThatThrownBy(() -> block.apply(graph, x))
        .isInstanceOf(ShapeException.class)
        .hasMessageContainingAll("[2, 3, 5, 7]", "[2, 4, 5, 7]");
  }

  @Test
  void weightsStartWithTheDeviationOfTheirPaper() {
    Graph graph = GradientCheck.graph();
    Convolution.of(32, 3, 1).apply(graph.at("conv"), graph.input("image", 1, 16, 5, 5));
    Linear.of(64).apply(graph.at("linear"), graph.input("x", 2, 128));
    ProjectionHead.linear(64).apply(graph.at("head"), graph.input("y", 2, 128));
    GradientCheck check = GradientCheck.of(graph, 1);
    assertThat(deviation(check.array("conv.weight")))
        .isCloseTo(Math.sqrt(2.0 / (32 * 9)), within(0.005));
    // Cutting at two deviations leaves 0.88 of the deviation.
    assertThat(deviation(check.array("linear.weight"))).isCloseTo(0.0176, within(0.0005));
    assertThat(check.array("linear.weight").amaxNumber().doubleValue()).isLessThanOrEqualTo(0.04);
    assertThat(deviation(check.array("head.linear.weight")))
        .isCloseTo(1 / Math.sqrt(128), within(0.003));
  }

  private static double deviation(INDArray array) {
    return array.stdNumber().doubleValue();
  }
}
