package dev.attune.graph;

import java.util.List;

/**
 * What a {@link SequenceEncoder} makes of a batch.
 *
 * @param layers the steps' vectors after each block, [rows, steps, width]; the last as the encoder
 *     gives it, behind its last norm
 * @param pooled the encoder's vector, [rows, width]
 */
public record EncodedSequence(List<Value> layers, Value pooled) {

  public EncodedSequence {
    layers = List.copyOf(layers);
  }

  /** The steps' vectors as the encoder gives them, [rows, steps, width]. */
  public Value steps() {
    return layers.get(layers.size() - 1);
  }
}
