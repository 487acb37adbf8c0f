package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Value;

/**
 * A learnt vector for each token id; parameter {@code table} [vocabulary, width].
 *
 * @param vocabulary number of ids
 * @param width of a vector
 * @param initializer of the table
 */
public record TokenEmbedding(long vocabulary, long width, Initializer initializer) {

  public TokenEmbedding {
    Require.positive("vocabulary", vocabulary);
    Require.positive("width", width);
  }

  /**
   * With a table of normal numbers of deviation 0.02, as CLIP's text tower has (arXiv:2103.00020).
   */
  public static TokenEmbedding of(long vocabulary, long width) {
    return new TokenEmbedding(vocabulary, width, Initializer.normal(0.02));
  }

  /** Integer ids [rows, tokens] → [rows, tokens, width]. */
  public Value apply(Graph g, Value ids) {
    return g.lookup("table", initializer, vocabulary, width, ids);
  }
}
