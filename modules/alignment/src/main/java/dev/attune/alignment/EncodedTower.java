package dev.attune.alignment;

import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import java.util.Map;
import java.util.Optional;

/**
 * A tower in a graph.
 *
 * @param inputs of the batch, by their names within the tower
 * @param representation [rows, width]
 * @param sequence [rows, steps, width], if the tower has steps
 * @param steps [rows, steps], if the tower has steps
 */
record EncodedTower(
    Map<String, Value> inputs,
    Value representation,
    Optional<Value> sequence,
    Optional<Value> steps) {

  static EncodedTower of(Graph graph, Encoder tower, Map<String, Value> inputs) {
    if (tower instanceof SequenceEncoder steps) {
      EncodedSequence read = steps.read(graph, inputs);
      return new EncodedTower(
          inputs, read.pooled(), Optional.of(read.steps()), Optional.of(steps.marks(inputs)));
    }
    Value representation = tower.encode(graph, inputs);
    return new EncodedTower(inputs, representation, Optional.empty(), Optional.empty());
  }

  /**
   * What a decoder sees of it: its steps, or its vector as a single one.
   *
   * @param shown [rows], 1 where a row's is shown, else 0
   */
  PatchDecoder.Context context(Value shown) {
    Value marks = Shaping.reshape(shown, shown.size(0), 1);
    return sequence.isPresent()
        ? new PatchDecoder.Context(sequence.get(), Arithmetic.multiply(steps.orElseThrow(), marks))
        : new PatchDecoder.Context(Shaping.expand(representation, 1), marks);
  }
}
