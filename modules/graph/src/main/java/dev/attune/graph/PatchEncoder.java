package dev.attune.graph;

import java.util.Map;

/**
 * A tower that reads an array cut into patches, a step each, so that hidden ones can be predicted
 * from those that are seen.
 */
public interface PatchEncoder extends SequenceEncoder {

  /** Patches that stand at one time or place of the sequence; 1 if a patch is a whole step. */
  int patchesAStep();

  /** Elements of a patch. */
  int patchElements();

  /** What is to be predicted, zero where it is padding: [rows, steps, elements]. */
  Value patches(Map<String, Value> inputs);
}
