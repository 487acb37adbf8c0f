package dev.attune.graph;

import java.util.Map;

/**
 * A tower whose vector is pooled from one for each step of its input: a token, a patch, a stretch
 * of sound.
 */
public interface SequenceEncoder extends Encoder {

  /**
   * The vectors of the steps; those of padding mean nothing.
   *
   * @return [rows, steps, width]
   */
  Value sequence(Graph graph, Map<String, Value> inputs);

  /** Marks of the steps, 1, against padding, 0: [rows, steps]. */
  Value steps(Map<String, Value> inputs);

  /**
   * The tower's vector.
   *
   * @param sequence of {@link #sequence}
   * @return [rows, width]
   */
  Value pooled(Value sequence, Map<String, Value> inputs);

  @Override
  default Value encode(Graph graph, Map<String, Value> inputs) {
    return pooled(sequence(graph, inputs), inputs);
  }
}
