package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Padding;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Layers of one value, for tests that run over all of them. */
public final class LayerCases {
  private static final Initializer WIDE = Initializer.normal(0.7);

  private LayerCases() {}

  public static Map<String, BiFunction<Graph, Value, Value>> onTokens() {
    Map<String, BiFunction<Graph, Value, Value>> all = new TreeMap<>();
    all.put("linear", (g, x) -> new Linear(5, true, WIDE).apply(g, x));
    all.put("linear without bias", (g, x) -> Linear.withoutBias(5).apply(g, x));
    all.put("layer norm", (g, x) -> LayerNorm.standard().apply(g, x));
    all.put("rms norm", (g, x) -> RmsNorm.standard().apply(g, x));
    all.put("mlp", (g, x) -> Mlp.of(7).apply(g, new Linear(7, true, WIDE).apply(g.at("a"), x)));
    all.put("attention", (g, x) -> new MultiHeadAttention(2).apply(g, x, AttentionMask.open()));
    all.put(
        "causal attention",
        (g, x) -> new MultiHeadAttention(3).apply(g, x, AttentionMask.causal(g, 5)));
    all.put("block", (g, x) -> new TransformerBlock(2, 0.2, 0.3).apply(g, x, AttentionMask.open()));
    all.put("positions", (g, x) -> PositionEmbedding.standard().apply(g, x));
    all.put("temporal convolution", (g, x) -> new TemporalConvolution(4, 3, 1).apply(g, x));
    all.put("strided convolution", (g, x) -> new TemporalConvolution(4, 5, 5).apply(g, x));
    all.put("mean", (g, x) -> Pooling.mean(x));
    all.put("dropout", (g, x) -> new Dropout(0.4).apply(g, x));
    all.put("depth", (g, x) -> new StochasticDepth(0.4).apply(g, x));
    return all;
  }

  public static Map<String, BiFunction<Graph, Value, Value>> onImages() {
    Map<String, BiFunction<Graph, Value, Value>> all = new TreeMap<>();
    all.put("batch norm", (g, x) -> BatchNorm.standard().apply(g, x));
    all.put("convolution", (g, x) -> Convolution.of(5, 3, 2).apply(g, x));
    all.put(
        "convolution with bias",
        (g, x) -> new Convolution(5, 3, 2, Padding.same(), true).apply(g, x));
    all.put("gelu block", (g, x) -> ConvolutionBlock.of(5, 3, 1, Activation.GELU).apply(g, x));
    all.put(
        "residual block",
        (g, x) ->
            new ConvolutionBlock(
                    Convolution.of(3, 3, 1), BatchNorm.standard(), Activation.RELU, true)
                .apply(g, x));
    all.put("patches", (g, x) -> new PatchEmbedding(3, 5).apply(g, x));
    all.put("average", (g, x) -> Pooling.globalAverage(x));
    return all;
  }

  public static Map<String, BiFunction<Graph, Value, Value>> onRows() {
    Map<String, BiFunction<Graph, Value, Value>> all = new TreeMap<>();
    all.put("batch norm", (g, x) -> BatchNorm.standard().apply(g, x));
    all.put("linear head", (g, x) -> ProjectionHead.linear(3).apply(g, x));
    all.put("mlp head", (g, x) -> new ProjectionHead(3, 7, Activation.GELU).apply(g, x));
    return all;
  }
}
