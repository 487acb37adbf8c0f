package dev.attune.alignment;

import dev.attune.graph.Graph;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.objectives.MaskedReconstruction;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A reconstruction in a graph.
 *
 * @param patches [rows, patches, elements], as they are predicted
 * @param target [rows, patches, elements], as they are
 * @param hidden [rows, patches], 1 for a hidden patch, 0 for any other
 */
record PredictedPatches(Value patches, Value target, Value hidden) {

  /**
   * Reads the tower once more, without what is hidden, and decodes.
   *
   * @param graph where the towers stand
   * @param tower the target's
   * @param mode the graph, in the mode in which the target's tower runs
   * @param inputs the target's
   * @param given the towers that the decoder is shown, and any others
   */
  static PredictedPatches of(
      Graph graph,
      Reconstruction reconstruction,
      PatchEncoder tower,
      Graph mode,
      Map<String, Value> inputs,
      Map<String, EncodedTower> given) {
    Value real = tower.marks(inputs);
    long rows = real.size(0);
    Value seen =
        Arithmetic.multiply(real, graph.input(reconstruction.seenInput(), rows, tower.length()));
    Map<String, PatchDecoder.Context> contexts = new LinkedHashMap<>();
    for (String name : reconstruction.given()) {
      Value shown = graph.input(reconstruction.shownInput(name), rows);
      contexts.put(name, given.get(name).context(shown));
    }
    Value patches =
        reconstruction
            .decoder()
            .predict(
                graph.at(reconstruction.name()),
                tower.read(mode, inputs, seen).steps(),
                seen,
                real,
                contexts,
                tower.patchElements());
    return new PredictedPatches(patches, tower.patches(inputs), Arithmetic.subtract(real, seen));
  }

  /** The mean error over all hidden patches: a scalar. */
  Value loss() {
    return MaskedReconstruction.loss(patches, target, hidden);
  }

  /** The mean error over each row's hidden patches: [rows]. */
  Value byRow() {
    return MaskedReconstruction.byRow(patches, target, hidden);
  }
}
