package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Shaping;
import java.util.List;

/**
 * A causal transformer that gives a text from one vector: the vector stands first, the tokens'
 * vectors behind it, so that each place has seen the vector and the tokens before the one that
 * stands there.
 *
 * <p>Parameters {@code first} and {@code tokens} (linear maps to its width), {@code positions},
 * {@code blocks.0 …} and {@code norm}.
 *
 * @param width of a token inside
 * @param depth number of blocks
 * @param heads of attention; divides the width
 * @param dropout probability, in each branch of a block
 */
public record TokenDecoder(int width, int depth, int heads, double dropout) {

  public TokenDecoder {
    Require.positive("width", width);
    Require.positive("depth", depth);
    Require.positive("heads", heads);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "heads: expected a divisor of the width %d, found %d".formatted(width, heads));
    }
    Require.probability("dropout", dropout);
  }

  /**
   * Decodes, with the right tokens before each place.
   *
   * @param g where its parameters stand
   * @param vector [rows, any width]
   * @param tokens [rows, tokens, any width]; nothing is seen of the last
   * @return [rows, tokens, width], from which token i is to be predicted at place i
   */
  public Value decode(Graph g, Value vector, Value tokens) {
    Require.rank("token decoder", vector, 2, "[rows, width]");
    Require.rank("token decoder", tokens, 3, "[rows, tokens, width]");
    long length = tokens.size(1);
    Linear linear = Linear.of(width);
    Value x = Shaping.expand(linear.apply(g.at("first"), vector), 1);
    if (length > 1) {
      Value before = Shaping.slice(tokens, 1, 0, length - 1);
      x = Shaping.concat(1, x, linear.apply(g.at("tokens"), before));
    }
    x = PositionEmbedding.standard().apply(g, x);
    List<Value> layers =
        new Transformer(depth, heads, dropout, 0).layers(g, x, AttentionMask.causal(g, length));
    return layers.get(depth - 1);
  }
}
