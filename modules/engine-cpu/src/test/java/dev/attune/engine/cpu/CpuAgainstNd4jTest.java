package dev.attune.engine.cpu;

import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.ConvolutionBlock;
import dev.attune.graph.layer.LayerNorm;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** oneDNN's kernels give ND4J's numbers, forward and backward. */
class CpuAgainstNd4jTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void randomGraphs(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 25);
    OnCpu.AGREEMENT.onTraining(training.graph(), training.loss(), seed);
  }

  static LongStream seeds() {
    return LongStream.range(0, 120);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomNetworks(long seed) {
    Value loss = RandomNetworks.loss(seed);
    // Seven layers over a handful of elements, some of them norms, spread rounding a hundredfold.
    OnCpu.AGREEMENT.onTraining(loss.graph(), loss, seed, 1e-3);
  }

  @Test
  void transformerBlock() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value tokens = graph.input("tokens", 3, 7, 12);
    AttentionMask mask = AttentionMask.keys(graph.input("mask", 3, 7));
    Value text = new TransformerBlock(3, 0.1, 0.1).apply(graph.at("text"), tokens, mask);
    OnCpu.AGREEMENT.onTraining(graph, Reductions.mean(text, false));
  }

  @Test
  void openAndCausalAttention() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value tokens = graph.input("tokens", 2, 5, 8);
    Value open = new TransformerBlock(2, 0, 0).apply(graph.at("a"), tokens, AttentionMask.open());
    Value causal =
        new TransformerBlock(2, 0, 0).apply(graph.at("b"), open, AttentionMask.causal(graph, 5));
    OnCpu.AGREEMENT.onTraining(graph, Towers.squaredError(causal, tokens));
  }

  @Test
  void convolutions() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value image = graph.input("image", 3, 3, 9, 11);
    Value one = ConvolutionBlock.of(5, 3, 2, Activation.RELU).apply(graph.at("one"), image);
    Value two = ConvolutionBlock.of(7, 3, 1, Activation.GELU).apply(graph.at("two"), one);
    OnCpu.AGREEMENT.onTraining(
        graph, Reductions.mean(Shaping.reshape(two, 3, two.length() / 3), false));
  }

  @Test
  void weightsSharedByTwoGroupsOfProducts() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value one = graph.input("one", 5, 6);
    Value two = graph.input("two", 5, 6);
    Linear linear = Linear.of(6);
    Value r = linear.apply(graph.at("r"), Activations.tanh(one));
    Value first = linear.apply(graph.at("shared"), Activations.tanh(one));
    Value s = linear.apply(graph.at("s"), Activations.sigmoid(two));
    Value second = linear.apply(graph.at("shared"), Activations.sigmoid(two));
    Value left = Products.matmul(r, first, true, false);
    Value right = Products.matmul(s, second, true, false);
    OnCpu.AGREEMENT.onTraining(graph, Reductions.mean(Products.matmul(left, right), false));
  }

  @Test
  void productsOfOneMatrixAddedUp() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = Activations.tanh(graph.input("x", 5, 6));
    Value sum =
        Arithmetic.add(Linear.of(7).apply(graph.at("a"), x), Linear.of(7).apply(graph.at("b"), x));
    Value y = Linear.of(4).apply(graph.at("c"), sum);
    OnCpu.AGREEMENT.onTraining(graph, Towers.squaredError(y, graph.input("target", 5, 4)));
  }

  @Test
  void layerNormOfASingleRow() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 1, 6);
    Value y = LayerNorm.standard().apply(graph, Activations.tanh(x));
    OnCpu.AGREEMENT.onTraining(graph, Towers.squaredError(y, graph.input("target", 1, 6)));
  }

  @Test
  void clipLoss() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value left = Towers.dense(graph.at("left"), graph.input("x", 6, 5), 4);
    Value right = Towers.dense(graph.at("right"), graph.input("y", 6, 7), 4);
    OnCpu.AGREEMENT.onTraining(graph, Towers.clip(graph, left, right));
  }
}
