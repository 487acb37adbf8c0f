package dev.attune.text.encoder;

import dev.attune.engine.encoder.Require;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.Dropout;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.TokenEmbedding;
import dev.attune.graph.layer.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Transformer over token ids (arXiv:1706.03762): token and learnt position embeddings, pre-norm
 * blocks in which every token sees every other that is not padding, or those before it, a last
 * layer norm, pooling.
 *
 * <p>Inputs: {@code ids} (int32) and {@code mask} (1 for a token, 0 for padding), both [rows,
 * context]; with {@link TextPooling#LAST_TOKEN} also {@code last} [rows, context], 1 at the last
 * token and 0 elsewhere. Parameters stand under {@code text.}, such as {@code
 * text.blocks.0.attention.query.weight}.
 *
 * @param vocabulary number of token ids; 0 as long as no tokenizer is chosen, see {@link
 *     #withVocabulary}
 * @param context tokens a row
 * @param width of a token and of the result
 * @param depth number of blocks
 * @param heads of attention; divides the width
 * @param dropout probability, after the embeddings and in each branch of a block
 * @param stochasticDepth probability that an item skips a branch of the last block; earlier blocks
 *     skip less, in proportion to their number (arXiv:1603.09382)
 * @param pooling how tokens become one vector
 * @param causal whether a token sees those before it alone, as in a language model of the next
 *     token
 */
public record TextTransformer(
    int vocabulary,
    int context,
    int width,
    int depth,
    int heads,
    double dropout,
    double stochasticDepth,
    TextPooling pooling,
    boolean causal)
    implements SequenceEncoder {
  /** Token ids. */
  public static final String IDS = "ids";

  /** 1 where a token stands, 0 where the row was padded. */
  public static final String MASK = "mask";

  /** 1 at the last token of each row. */
  public static final String LAST = "last";

  private static final String NAME = "text";

  public TextTransformer {
    Require.range("vocabulary", vocabulary, 0, 1 << 20);
    Require.range("context", context, 3, 1 << 14);
    Require.range("width", width, 1, Require.WIDEST);
    Require.range("depth", depth, 1, Require.DEEPEST);
    Require.range("heads", heads, 1, width);
    Require.divides("heads", heads, "the width", width);
    Require.probability("dropout", dropout);
    Require.probability("stochastic_depth", stochasticDepth);
    Require.given("pooling", pooling, "masked_mean or last_token");
  }

  /** Every token sees every other. */
  public TextTransformer(
      int vocabulary,
      int context,
      int width,
      int depth,
      int heads,
      double dropout,
      double stochasticDepth,
      TextPooling pooling) {
    this(vocabulary, context, width, depth, heads, dropout, stochasticDepth, pooling, false);
  }

  /**
   * A size by name, without dropout: {@code tiny} (vocabulary 8192, context 32, width 192, depth 6,
   * heads 3; 4.2 M parameters), {@code small} (16384, 64, 256, 8, 4; 10.5 M), {@code s16} (49408,
   * 77, 384, 12, 6; 40.3 M) and {@code b32} (49408, 77, 512, 12, 8; 63.2 M), the last two as wide
   * as the image towers of these names ask for. Pooling is the masked mean, save for {@code b32},
   * which takes the last token as CLIP does.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static TextTransformer preset(String name) {
    return switch (name) {
      case "tiny" -> plain(8192, 32, 192, 6, 3, TextPooling.MASKED_MEAN);
      case "small" -> plain(16384, 64, 256, 8, 4, TextPooling.MASKED_MEAN);
      case "s16" -> plain(49408, 77, 384, 12, 6, TextPooling.MASKED_MEAN);
      case "b32" -> plain(49408, 77, 512, 12, 8, TextPooling.LAST_TOKEN);
      default ->
          throw new IllegalArgumentException(
              "preset: expected tiny, small, s16 or b32, found \"" + name + "\"");
    };
  }

  private static TextTransformer plain(
      int vocabulary, int context, int width, int depth, int heads, TextPooling pooling) {
    return new TextTransformer(vocabulary, context, width, depth, heads, 0, 0, pooling);
  }

  /** The same tower over a tokenizer's number of ids. */
  public TextTransformer withVocabulary(int size) {
    return new TextTransformer(
        size, context, width, depth, heads, dropout, stochasticDepth, pooling, causal);
  }

  /** The same tower over shorter texts; it reads the first positions alone. */
  public TextTransformer withContext(int tokens) {
    return new TextTransformer(
        vocabulary, tokens, width, depth, heads, dropout, stochasticDepth, pooling, causal);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    List<InputSpec> inputs = new ArrayList<>();
    inputs.add(new InputSpec(IDS, true, rows, context));
    inputs.add(new InputSpec(MASK, false, rows, context));
    if (pooling == TextPooling.LAST_TOKEN) {
      inputs.add(new InputSpec(LAST, false, rows, context));
    }
    return inputs;
  }

  @Override
  public int length() {
    return context;
  }

  @Override
  public Value marks(Map<String, Value> inputs) {
    return inputs.get(MASK);
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs) {
    return read(graph, inputs, marks(inputs));
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen) {
    if (vocabulary < 1) {
      throw new IllegalArgumentException("vocabulary: expected the tokenizer's size, found 0");
    }
    Graph g = graph.at(NAME);
    Value x = TokenEmbedding.of(vocabulary, width).apply(g.at("tokens"), inputs.get(IDS));
    // CLIP draws positions with half the deviation of tokens.
    x = new PositionEmbedding(Initializer.normal(0.01)).apply(g, x); // [rows, context, width]
    x = new Dropout(dropout).apply(g, x);
    AttentionMask open = AttentionMask.keys(seen);
    AttentionMask tokens = causal ? open.and(AttentionMask.causal(g, context)) : open;
    List<Value> layers =
        new Transformer(depth, heads, dropout, stochasticDepth).layers(g, x, tokens);
    return new EncodedSequence(layers, pooled(layers.get(depth - 1), seen, inputs));
  }

  private Value pooled(Value sequence, Value seen, Map<String, Value> inputs) {
    return switch (pooling) {
      case MASKED_MEAN -> Pooling.maskedMean(sequence, seen);
      case LAST_TOKEN -> Pooling.selected(sequence, inputs.get(LAST));
    };
  }
}
