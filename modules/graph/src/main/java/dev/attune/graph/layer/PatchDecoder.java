package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A transformer over the patches of one modality, hidden ones replaced by a learnt vector, and the
 * steps of others beside them; a linear map gives each patch's elements.
 *
 * @param width of a token
 * @param depth number of blocks
 * @param heads of attention; divides the width
 * @param dropout probability, in each branch of a block
 */
public record PatchDecoder(int width, int depth, int heads, double dropout) {
  private static final int WIDEST = 1 << 14;
  private static final int DEEPEST = 256;

  public PatchDecoder {
    require("width", width, WIDEST);
    require("depth", depth, DEEPEST);
    require("heads", heads, width);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "heads: expected a divisor of the width %d, found %d".formatted(width, heads));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout: expected at least 0 and less than 1, found " + dropout);
    }
  }

  private static void require(String key, int found, int most) {
    if (found < 1 || found > most) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d, found %d".formatted(key, most, found));
    }
  }

  /**
   * What the decoder is shown of a modality.
   *
   * @param sequence [rows, steps, width of its tower]
   * @param open [rows, steps], 1 for a step that it may see
   */
  public record Context(Value sequence, Value open) {}

  /**
   * Predicts all patches.
   *
   * @param g where its parameters stand
   * @param patches [rows, patches, width of the tower]
   * @param seen [rows, patches], 1 for a patch whose vector counts, 0 for a hidden one or padding
   * @param real [rows, patches], 1 for a patch, 0 for padding
   * @param given by modality
   * @param elements of a patch
   * @return [rows, patches, elements]
   */
  public Value predict(
      Graph g, Value patches, Value seen, Value real, Map<String, Context> given, int elements) {
    List<Value> tokens = new ArrayList<>(List.of(patchTokens(g, patches, seen)));
    List<Value> open = new ArrayList<>(List.of(real));
    new TreeMap<>(given)
        .forEach(
            (modality, context) -> {
              tokens.add(contextTokens(g.at(modality), context.sequence));
              open.add(context.open);
            });
    Value x = Shaping.concat(1, tokens.toArray(Value[]::new));
    AttentionMask keys = AttentionMask.keys(Shaping.concat(1, open.toArray(Value[]::new)));
    for (int block = 0; block < depth; block++) {
      x = new TransformerBlock(heads, dropout, 0).apply(g.at("blocks", block), x, keys);
    }
    x = LayerNorm.standard().apply(g.at("norm"), Shaping.slice(x, 1, 0, patches.size(1)));
    return Linear.of(elements).apply(g.at("elements"), x);
  }

  private Value patchTokens(Graph g, Value patches, Value seen) {
    Value x = Linear.of(width).apply(g.at("patches"), patches);
    Value marks = Shaping.reshape(seen, seen.size(0), seen.size(1), 1);
    Value hidden = learnt(g, "hidden");
    Value filled =
        Arithmetic.add(
            Arithmetic.multiply(x, marks),
            Arithmetic.multiply(Arithmetic.shift(Arithmetic.negate(marks), 1), hidden));
    return PositionEmbedding.standard().apply(g, filled);
  }

  /** Its own vector says which modality a token is of; order in time the tower has put in. */
  private Value contextTokens(Graph g, Value sequence) {
    return Arithmetic.add(Linear.of(width).apply(g, sequence), learnt(g, "modality"));
  }

  private Value learnt(Graph g, String name) {
    Initializer initializer = PositionEmbedding.standard().initializer();
    return Shaping.reshape(
        g.parameter(name, Parameter.Role.EMBEDDING, initializer, width), 1, 1, width);
  }
}
