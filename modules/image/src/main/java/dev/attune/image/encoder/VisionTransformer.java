package dev.attune.image.encoder;

import dev.attune.engine.encoder.Require;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.Dropout;
import dev.attune.graph.layer.PatchEmbedding;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.Transformer;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Vision transformer (arXiv:2010.11929): square patches mapped to tokens, learnt positions,
 * pre-norm blocks, a last layer norm, pooling.
 *
 * <p>Input: {@code pixels} [rows, channels, image size, image size]. Parameters stand under {@code
 * image.}, such as {@code image.blocks.0.attention.query.weight}.
 *
 * @param imageSize side in pixels
 * @param patch side in pixels; divides the image size
 * @param channels of the pixels
 * @param width of a token and of the result
 * @param depth number of blocks
 * @param heads of attention; divides the width
 * @param dropout probability, after the positions and in each branch of a block
 * @param stochasticDepth probability that an item skips a branch of the last block; earlier blocks
 *     skip less, in proportion to their number (arXiv:1603.09382)
 * @param pooling how patches become one vector
 */
public record VisionTransformer(
    int imageSize,
    int patch,
    int channels,
    int width,
    int depth,
    int heads,
    double dropout,
    double stochasticDepth,
    ImagePooling pooling)
    implements ImageTower, PatchEncoder {
  private static final int MOST_PATCHES = 1 << 14;

  public VisionTransformer {
    Require.range("image_size", imageSize, 1, LARGEST);
    Require.range("patch", patch, 1, imageSize);
    Require.divides("patch", patch, "the image size", imageSize);
    Require.range("channels", channels, 1, 64);
    Require.range("width", width, 1, Require.WIDEST);
    Require.range("depth", depth, 1, Require.DEEPEST);
    Require.range("heads", heads, 1, width);
    Require.divides("heads", heads, "the width", width);
    Require.probability("dropout", dropout);
    Require.probability("stochastic_depth", stochasticDepth);
    Require.given("pooling", pooling, "mean or class_token");
    int side = imageSize / patch;
    if (side * side > MOST_PATCHES) {
      throw new IllegalArgumentException(
          "patch: expected at most %d patches an image, found %d"
              .formatted(MOST_PATCHES, side * side));
    }
  }

  /**
   * A size by name, without dropout: {@code tiny} (64 px, patch 8, width 192, depth 6, heads 3,
   * mean; 2.7 M parameters), {@code small} (128 px, patch 16, 256, 8, 4, mean; 6.5 M), {@code s16}
   * (224 px, patch 16, 384, 12, 6, class token; 21.7 M: ViT-S/16) and {@code b32} (224 px, patch
   * 32, 768, 12, 12, class token; 87.5 M: ViT-B/32).
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static VisionTransformer preset(String name) {
    return switch (name) {
      case "tiny" -> plain(64, 8, 192, 6, 3, ImagePooling.MEAN);
      case "small" -> plain(128, 16, 256, 8, 4, ImagePooling.MEAN);
      case "s16" -> plain(224, 16, 384, 12, 6, ImagePooling.CLASS_TOKEN);
      case "b32" -> plain(224, 32, 768, 12, 12, ImagePooling.CLASS_TOKEN);
      default ->
          throw new IllegalArgumentException(
              "preset: expected tiny, small, s16 or b32, found \"" + name + "\"");
    };
  }

  private static VisionTransformer plain(
      int imageSize, int patch, int width, int depth, int heads, ImagePooling pooling) {
    return new VisionTransformer(imageSize, patch, 3, width, depth, heads, 0, 0, pooling);
  }

  @Override
  public int length() {
    return (imageSize / patch) * (imageSize / patch);
  }

  @Override
  public int patchesAStep() {
    return 1;
  }

  @Override
  public int patchElements() {
    return channels * patch * patch;
  }

  @Override
  public Value patches(Map<String, Value> inputs) {
    return PatchEmbedding.cut(inputs.get(PIXELS), patch);
  }

  @Override
  public Value marks(Map<String, Value> inputs) {
    Value pixels = inputs.get(PIXELS);
    return Shaping.broadcastTo(pixels.graph().constant(1), pixels.size(0), length());
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs) {
    return read(graph, inputs, Optional.empty());
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen) {
    return read(graph, inputs, Optional.of(seen));
  }

  private EncodedSequence read(Graph graph, Map<String, Value> inputs, Optional<Value> seen) {
    Graph g = graph.at(name());
    Value pixels = inputs.get(PIXELS);
    boolean token = pooling == ImagePooling.CLASS_TOKEN;
    Value x = new PatchEmbedding(patch, width).apply(g.at("patches"), pixels);
    if (token) {
      x = Shaping.concat(1, classToken(g, pixels.size(0)), x);
    }
    x = PositionEmbedding.standard().apply(g, x); // [rows, tokens, width]
    x = new Dropout(dropout).apply(g, x);
    AttentionMask open = seen.map(this::open).orElse(AttentionMask.open());
    List<Value> layers = new Transformer(depth, heads, dropout, stochasticDepth).layers(g, x, open);
    Value last = layers.get(depth - 1);
    if (token) {
      Value first = Shaping.squeeze(Shaping.slice(last, 1, 0, 1), 1);
      return new EncodedSequence(layers.stream().map(this::withoutToken).toList(), first);
    }
    Value pooled =
        seen.map(marks -> Pooling.maskedMean(last, marks)).orElseGet(() -> Pooling.mean(last));
    return new EncodedSequence(layers, pooled);
  }

  private AttentionMask open(Value seen) {
    if (pooling == ImagePooling.MEAN) {
      return AttentionMask.keys(seen);
    }
    Value token = Shaping.broadcastTo(seen.graph().constant(1), seen.size(0), 1);
    return AttentionMask.keys(Shaping.concat(1, token, seen));
  }

  private Value withoutToken(Value tokens) {
    return Shaping.slice(tokens, 1, 1, tokens.size(1));
  }

  /** The learnt token, once for each row: [rows, 1, width]. */
  private Value classToken(Graph g, long rows) {
    Value token =
        g.parameter("class_token", Parameter.Role.EMBEDDING, Initializer.constant(0), 1, 1, width);
    return Shaping.broadcastTo(token, rows, 1, width);
  }
}
