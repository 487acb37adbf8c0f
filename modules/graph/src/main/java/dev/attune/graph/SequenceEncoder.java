package dev.attune.graph;

import java.util.Map;

/**
 * A tower whose vector is pooled from one for each step of its input: a token, a patch, a stretch
 * of sound.
 */
public interface SequenceEncoder extends Encoder {

  /** Steps a row. */
  int length();

  /** Marks of the steps, 1, against padding, 0: [rows, steps]. */
  Value marks(Map<String, Value> inputs);

  /** Whether a step sees those before it alone. */
  default boolean causal() {
    return false;
  }

  /**
   * Reads a batch; the vectors of padding mean nothing.
   *
   * @param graph where; the tower names its parameters under {@link #name()}
   * @param inputs a value for each of {@link #inputs}, by name
   */
  EncodedSequence read(Graph graph, Map<String, Value> inputs);

  /**
   * Reads a batch some of whose steps are hidden: no other's vector depends on what they hold, and
   * their own mean nothing.
   *
   * @param seen [rows, steps], 1 for a step, 0 for a hidden one and for padding
   */
  EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen);

  @Override
  default Value encode(Graph graph, Map<String, Value> inputs) {
    return read(graph, inputs).pooled();
  }
}
