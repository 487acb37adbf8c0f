package dev.attune.engine;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Normalisation;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Training graphs of random operations on matrices, so that lives overlap in every way. */
public final class RandomGraphs {
  private static final int SIZE = 6;

  /** A graph whose loss depends on all of its parameters. */
  public record Training(Graph graph, Value loss) {}

  private RandomGraphs() {}

  /** A graph of so many operations between an input, two parameters and a scalar loss. */
  public static Training of(long seed, int operations) {
    SplittableRandom random = new SplittableRandom(seed);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    List<Value> pool = new ArrayList<>();
    pool.add(graph.input("x", SIZE, SIZE));
    for (String name : List.of("a", "b")) {
      pool.add(graph.parameter(name, Role.WEIGHT, Initializer.normal(0.5), SIZE, SIZE));
    }
    Value sum = Arithmetic.add(pool.get(1), pool.get(2));
    for (int i = 0; i < operations; i++) {
      Value left = pool.get(random.nextInt(pool.size()));
      Value right = pool.get(random.nextInt(pool.size()));
      pool.add(operation(random.nextInt(10), left, right));
      // Read now or much later: both short and long lives.
      if (random.nextInt(3) == 0) {
        sum = Arithmetic.add(sum, pool.get(random.nextInt(pool.size())));
      }
    }
    return new Training(graph, Reductions.mean(Activations.tanh(sum), false));
  }

  private static Value operation(int kind, Value left, Value right) {
    return switch (kind) {
      case 0 -> Arithmetic.add(left, right);
      case 1 -> Arithmetic.multiply(left, Activations.sigmoid(right));
      case 2 -> Normalisation.standardise(Products.matmul(left, right), -1, 1e-5);
      case 3 -> Activations.gelu(left);
      case 4 -> Activations.softmax(left);
      case 5 -> Shaping.transpose(left);
      case 6 -> Shaping.reshape(Shaping.reshape(left, SIZE * SIZE), SIZE, SIZE);
      case 7 -> Arithmetic.subtract(left, Reductions.mean(right, true, 0));
      case 8 ->
          Shaping.concat(
              0, Shaping.slice(left, 0, 0, SIZE / 2), Shaping.slice(right, 0, SIZE / 2, SIZE));
      default -> Activations.tanh(left);
    };
  }
}
