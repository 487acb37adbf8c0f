package dev.attune.engine.program;

import java.util.List;
import java.util.Map;

/**
 * A graph compiled for fixed shapes: operations in the order of their execution over typed, shaped
 * values. Immutable; any executor can run it.
 *
 * @param values by id
 * @param operations in order
 * @param inputs what must be written before a run, by name
 * @param outputs what a run leaves behind, by name: the graph's outputs, and for a parameter {@code
 *     w} that was differentiated {@code w-grad}
 * @param regions operations that are one in the field's eyes, such as a layer norm
 */
public record Program(
    List<ProgramValue> values,
    List<Operation> operations,
    Map<String, ProgramValue> inputs,
    Map<String, ProgramValue> outputs,
    List<Region> regions) {

  public Program {
    values = List.copyOf(values);
    operations = List.copyOf(operations);
    inputs = Map.copyOf(inputs);
    outputs = Map.copyOf(outputs);
    regions = List.copyOf(regions);
  }

  /** The output that holds the gradient for a parameter or input. */
  public static String gradientOf(String name) {
    return name + "-grad";
  }

  /** The value whose memory a value shares: itself, if it has its own. */
  public ProgramValue storage(ProgramValue value) {
    return values.get(value.storage());
  }
}
