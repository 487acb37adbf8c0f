package dev.attune.graph;

import java.util.Map;

/**
 * A tower that reads an array cut into patches, a step each. Patches can be hidden from it, so that
 * they are to be predicted from those that are seen.
 */
public interface PatchEncoder extends SequenceEncoder {

  /** Patches a row. */
  int patches();

  /** Patches that stand at one time or place of the sequence; 1 if a patch is a whole step. */
  int patchesAStep();

  /** Elements of a patch. */
  int patchElements();

  /** What is to be predicted, zero where it is padding: [rows, patches, elements]. */
  Value patches(Map<String, Value> inputs);

  /**
   * The vectors of the patches, where some are hidden: no other's vector depends on what they hold,
   * and their own mean nothing.
   *
   * @param seen [rows, patches], 1 for a patch, 0 for a hidden one and for padding
   * @return [rows, patches, width]
   */
  Value sequence(Graph graph, Map<String, Value> inputs, Value seen);

  @Override
  default Value sequence(Graph graph, Map<String, Value> inputs) {
    return sequence(graph, inputs, steps(inputs));
  }
}
