package dev.attune.engine.cpu;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.BatchNorm;
import dev.attune.graph.layer.Convolution;
import dev.attune.graph.layer.ConvolutionBlock;
import dev.attune.graph.layer.Dropout;
import dev.attune.graph.layer.LayerNorm;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.layer.Mlp;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.Normalisation;
import dev.attune.graph.operation.Padding;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small networks of random layers over tokens or images, with paths around and across. */
final class RandomNetworks {
  private static final int LAYERS = 7;

  private final SplittableRandom random;
  private final Graph graph = Graph.create(Graph.Mode.TRAINING);
  private final List<Value> earlier = new ArrayList<>();

  private RandomNetworks(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A scalar of a new graph. */
  static Value loss(long seed) {
    RandomNetworks network = new RandomNetworks(seed);
    Value y = seed % 2 == 0 ? network.tokens() : network.images();
    Value weights = y.graph().input("weights", y.shape());
    return Reductions.mean(Arithmetic.multiply(y, weights), false);
  }

  private long size(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  private Value tokens() {
    long heads = size(1, 3);
    long width = heads * size(2, 4);
    Value x = graph.input("tokens", size(2, 4), size(2, 9), width);
    for (int i = 0; i < LAYERS; i++) {
      earlier.add(x);
      x = tokenLayer(graph.at("layers", i), x, (int) heads);
    }
    return x;
  }

  private Value tokenLayer(Graph g, Value x, int heads) {
    long width = x.size(2);
    return switch (random.nextInt(13)) {
      case 0 -> LayerNorm.standard().apply(g, x);
      case 1 -> new TransformerBlock(heads, 0.1, 0).apply(g, x, AttentionMask.open());
      case 2 ->
          new TransformerBlock(heads, 0, 0).apply(g, x, AttentionMask.causal(graph, x.size(1)));
      case 3 -> Mlp.of(width).apply(g, x);
      case 4 -> Arithmetic.add(Linear.of(width).apply(g, x), other(x));
      case 5 -> Arithmetic.multiply(x, Activations.sigmoid(other(x)));
      case 6 -> Arithmetic.scale(Shaping.permute(Shaping.permute(x, 1, 0, 2), 1, 0, 2), 0.7);
      case 7 -> Activations.softmax(x);
      case 8 -> Arithmetic.subtract(other(x), Reductions.mean(x, true, 1));
      case 9 -> Activations.tanh(Shaping.transpose(Shaping.transpose(x)));
      case 10 ->
          Shaping.concat(
              2, Shaping.slice(x, 2, 0, width / 2), Shaping.slice(other(x), 2, width / 2, width));
      case 11 -> new Dropout(0.2).apply(g, Activations.gelu(x));
      default -> Normalisation.l2(x, 0.1);
    };
  }

  private Value images() {
    Value x = graph.input("image", size(2, 4), size(1, 5), size(5, 11), size(5, 11));
    for (int i = 0; i < LAYERS; i++) {
      earlier.add(x);
      x = imageLayer(graph.at("layers", i), x);
    }
    return x;
  }

  private Value imageLayer(Graph g, Value x) {
    boolean large = x.size(2) > 3 && x.size(3) > 3;
    long[] shape = x.shape();
    return switch (random.nextInt(12)) {
      case 0 -> ConvolutionBlock.of(size(2, 7), 3, 1, Activation.RELU).apply(g, x);
      case 1 -> ConvolutionBlock.of(size(2, 7), 3, large ? 2 : 1, Activation.GELU).apply(g, x);
      case 2 -> new Convolution(size(2, 7), 3, 1, Padding.same(), true).apply(g, x);
      case 3 -> BatchNorm.standard().apply(g, x);
      case 4 -> Convolutions.averagePool(x, 2, 2, 1, 1, Padding.same());
      case 5 -> large ? Convolutions.maxPool(x, 3, 2, 2, 1, Padding.none()) : Activations.relu(x);
      case 6 -> Arithmetic.add(x, other(x));
      case 7 -> Activations.relu(Arithmetic.subtract(x, Reductions.mean(x, true, 2, 3)));
      case 9 -> {
        // Features of a flattened image: another order of elements than channels last.
        Value flat = Shaping.reshape(x, shape[0], x.length() / shape[0]);
        yield Shaping.reshape(BatchNorm.standard().apply(g, flat), shape);
      }
      case 10 -> {
        Value turned = Shaping.reshape(x, shape[0], shape[3], shape[1], shape[2]);
        yield Shaping.reshape(Activations.relu(turned), shape);
      }
      case 8 ->
          ConvolutionBlock.of(x.size(1), 3, 1, Activation.NONE)
              .apply(g, Arithmetic.multiply(x, other(x)));
      default -> Arithmetic.scale(Shaping.permute(Shaping.permute(x, 0, 2, 3, 1), 0, 3, 1, 2), 0.8);
    };
  }

  /** An earlier value of the same shape, or the value itself. */
  private Value other(Value x) {
    List<Value> alike = earlier.stream().filter(v -> v.hasShape(x.shape())).toList();
    return alike.isEmpty() ? x : alike.get(random.nextInt(alike.size()));
  }
}
