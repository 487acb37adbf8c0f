package dev.attune.graph;

import dev.attune.graph.layer.LayerCases;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.OperationCases;
import dev.attune.graph.operation.Padding;
import dev.attune.graph.operation.Products;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Every operation and layer, at sizes that are multiples of nothing. */
public final class GraphCases {
  private GraphCases() {}

  /** By name: builds the case on a graph in training mode. */
  public static Map<String, Function<Graph, Value>> all() {
    Map<String, Function<Graph, Value>> all = new TreeMap<>();
    OperationCases.unary().forEach((name, f) -> all.put(name, g -> f.apply(g.input("x", 3, 5, 7))));
    LayerCases.onTokens()
        .forEach((name, f) -> all.put(name + " of tokens", g -> f.apply(g, g.input("x", 3, 5, 6))));
    LayerCases.onImages()
        .forEach(
            (name, f) -> all.put(name + " of images", g -> f.apply(g, g.input("x", 2, 3, 6, 9))));
    LayerCases.onRows()
        .forEach((name, f) -> all.put(name + " of rows", g -> f.apply(g, g.input("x", 7, 5))));
    for (int stride = 1; stride <= 2; stride++) {
      for (Padding padding : new Padding[] {Padding.same(), Padding.none(), Padding.of(1)}) {
        String at = " stride " + stride + " " + padding;
        int s = stride;
        all.put(
            "conv" + at,
            g ->
                Convolutions.conv2d(
                    g.input("x", 2, 3, 7, 5), g.input("k", 4, 3, 3, 3), s, s, padding));
        all.put(
            "depthwise" + at,
            g ->
                Convolutions.depthwise(
                    g.input("x", 2, 3, 7, 5), g.input("k", 3, 3, 3, 2), s, s, padding));
        all.put(
            "max pool" + at,
            g -> Convolutions.maxPool(g.input("x", 2, 3, 7, 5), 3, 2, s, s, padding));
        all.put(
            "average pool" + at,
            g -> Convolutions.averagePool(g.input("x", 2, 3, 7, 5), 3, 2, s, s, padding));
      }
    }
    for (int flags = 0; flags < 4; flags++) {
      boolean a = (flags & 1) != 0;
      boolean b = (flags & 2) != 0;
      all.put(
          "matmul " + a + b,
          g ->
              Products.matmul(
                  a ? g.input("a", 7, 3) : g.input("a", 3, 7),
                  b ? g.input("b", 5, 7) : g.input("b", 7, 5),
                  a,
                  b));
      all.put(
          "batched matmul " + a + b,
          g ->
              Products.matmul(
                  a ? g.input("a", 2, 3, 7, 3) : g.input("a", 2, 3, 3, 7),
                  b ? g.input("b", 2, 3, 5, 7) : g.input("b", 2, 3, 7, 5),
                  a,
                  b));
    }
    all.putAll(pairs());
    return all;
  }

  /** Two sides that spread over each other in every way. */
  private static Map<String, Function<Graph, Value>> pairs() {
    long[][][] shapes = {
      {{3, 5}, {3, 5}},
      {{3, 5}, {5}},
      {{3, 5}, {3, 1}},
      {{3, 1}, {1, 5}},
      {{}, {3, 5}},
      {{2, 3, 5, 7}, {1, 3, 1, 1}},
      {{1}, {3, 5}},
      {{2, 3, 5}, {3, 5}},
      {{5, 7}, {2, 5, 1}},
      {{2, 1, 5}, {2, 3, 5}},
    };
    Map<String, BinaryOperator<Value>> operations =
        Map.of(
            "add", Arithmetic::add,
            "subtract", Arithmetic::subtract,
            "multiply", Arithmetic::multiply,
            "divide", (a, b) -> Arithmetic.divide(a, Arithmetic.shift(Arithmetic.square(b), 1)));
    Map<String, Function<Graph, Value>> pairs = new TreeMap<>();
    for (long[][] sides : shapes) {
      operations.forEach(
          (name, operation) ->
              pairs.put(
                  name + " " + Arrays.toString(sides[0]) + " and " + Arrays.toString(sides[1]),
                  g -> operation.apply(g.input("a", sides[0]), g.input("b", sides[1]))));
    }
    return pairs;
  }
}
