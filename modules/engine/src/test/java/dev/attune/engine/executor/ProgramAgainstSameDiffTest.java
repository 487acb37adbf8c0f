package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Differentiation;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.ConvolutionBlock;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** Replaying a program gives SameDiff's own numbers, to the bit: the same kernels run. */
class ProgramAgainstSameDiffTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void lossAndGradientsOfRandomGraphs(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 25);
    equalsSameDiff(training.graph(), training.loss());
  }

  @Test
  void normalisedAttention() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 2, 5, 8);
    Value attended = Towers.attention(graph.at("attention"), Towers.layerNorm(graph, x));
    Value flat = Shaping.reshape(attended, 10, 8);
    Value y = Activations.gelu(Towers.linear(graph.at("out"), flat, 4));
    equalsSameDiff(graph, Reductions.mean(y, false));
  }

  @Test
  void convolutions() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value image = graph.input("image", 3, 2, 8, 8);
    Value hidden = Activations.relu(Towers.convolution(graph.at("one"), image, 4));
    Value y = Towers.convolution(graph.at("two"), hidden, 3);
    equalsSameDiff(graph, Reductions.mean(Activations.tanh(y), false));
  }

  @Test
  void layers() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value tokens = graph.input("tokens", 2, 4, 8);
    AttentionMask mask = AttentionMask.keys(graph.input("mask", 2, 4));
    Value text = new TransformerBlock(2, 0.1, 0.1).apply(graph.at("text"), tokens, mask);
    Value image = graph.input("image", 2, 3, 8, 8);
    Value hidden = ConvolutionBlock.of(4, 3, 2, Activation.GELU).apply(graph.at("image"), image);
    Value features = Reductions.mean(Shaping.reshape(hidden, 2, 4, 16), false, 2);
    Value pooled = Shaping.slice(Reductions.mean(text, false, 1), 1, 0, 4);
    equalsSameDiff(graph, Towers.squaredError(pooled, features));
  }

  @Test
  void clipLoss() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value left = Towers.dense(graph.at("left"), graph.input("x", 6, 5), 4);
    Value right = Towers.dense(graph.at("right"), graph.input("y", 6, 7), 4);
    equalsSameDiff(graph, Towers.clip(graph, left, right));
  }

  private static void equalsSameDiff(Graph graph, Value loss) {
    List<Value> wanted = new ArrayList<>(graph.parameterValues().values());
    wanted.addAll(graph.inputs().values());
    Map<String, Value> gradients = Differentiation.gradients(loss, wanted);
    wanted.removeIf(value -> !gradients.containsKey(value.name()));
    Program program = ProgramCompiler.training(graph, loss, Map.of(), wanted);
    Map<String, INDArray> arrays = ProgramRuns.arrays(graph, 17);
    List<String> names = new ArrayList<>(List.of(loss.name()));
    gradients.values().forEach(gradient -> names.add(gradient.name()));
    Map<String, INDArray> expected = graph.sameDiff().output(arrays, names.toArray(String[]::new));
    Map<String, INDArray> found = ProgramRuns.prepared(program, arrays, 3);
    same(found.get("loss"), expected.get(loss.name()), "loss");
    gradients.forEach(
        (name, gradient) ->
            same(found.get(Program.gradientOf(name)), expected.get(gradient.name()), name));
  }

  /** SameDiff's stock operations and its own backward pass, through {@code calculateGradients}. */
  @Test
  void stockTransformerBlock() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    SameDiff sd = graph.sameDiff();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, 4, 6);
    SDVariable w = sd.placeHolder("w", DataType.FLOAT, 6, 6);
    SDVariable gain = sd.placeHolder("gain", DataType.FLOAT, 6);
    SDVariable offset = sd.placeHolder("offset", DataType.FLOAT, 6);
    SDVariable normal = sd.nn.layerNorm(x, gain, offset, false, 1);
    SDVariable scores = sd.nn.softmax(normal.mmul(w).mmul(sd.transpose(x)).mul(0.4), 1);
    // No value is read three times: SameDiff would add its three gradients in another order.
    SDVariable hidden = sd.nn.gelu(scores.mmul(normal));
    SDVariable loss = sd.reshape(hidden, 2, 12).std(true, 1).mean();
    equalsCalculatedGradients(graph, loss, "x", "w", "gain", "offset");
  }

  @Test
  void stockConvolution() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    SameDiff sd = graph.sameDiff();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, 2, 3, 6, 6);
    SDVariable w = sd.placeHolder("w", DataType.FLOAT, 3, 3, 3, 4);
    Conv2DConfig config =
        Conv2DConfig.builder().kH(3).kW(3).sH(1).sW(1).paddingMode(PaddingMode.SAME).build();
    SDVariable y = sd.math.tanh(sd.cnn.conv2d(x, w, config));
    equalsCalculatedGradients(graph, sd.nn.relu(y.sum(2, 3), 0).mean(), "x", "w");
  }

  private static void equalsCalculatedGradients(Graph graph, SDVariable loss, String... names) {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, INDArray> arrays = new HashMap<>();
    List<Value> wanted = new ArrayList<>();
    for (String name : names) {
      SDVariable variable = graph.sameDiff().getVariable(name);
      arrays.put(name, ProgramRuns.normal(random, variable.placeholderShape()));
      wanted.add(graph.wrap(variable, variable.placeholderShape()));
    }
    loss.markAsLoss();
    graph.sameDiff().createGradFunction(names);
    Map<String, INDArray> expected =
        graph
            .sameDiff()
            .calculateGradientsAndOutputs(arrays, List.of(loss.name()), List.of(names))
            .getGradients();
    Program program = ProgramCompiler.training(graph, graph.wrap(loss), Map.of(), wanted);
    Map<String, INDArray> found = ProgramRuns.prepared(program, arrays, 3);
    same(found.get("loss"), graph.sameDiff().outputSingle(arrays, loss.name()), "loss");
    for (String name : names) {
      same(found.get(Program.gradientOf(name)), expected.get(name), name);
    }
  }

  private static void same(INDArray found, INDArray expected, String name) {
    assertThat(found.shape()).as(name).isEqualTo(expected.shape());
    assertThat(bits(found)).as(name).isEqualTo(bits(expected));
    assertThat(Nd4j.math.abs(found).sumNumber().doubleValue()).as(name).isFinite();
  }

  private static float[] bits(INDArray array) {
    return array.dup('c').reshape(array.length()).toFloatVector();
  }
}
