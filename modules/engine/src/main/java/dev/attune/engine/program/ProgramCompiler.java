package dev.attune.engine.program;

import dev.attune.graph.Differentiation;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a graph, and on request its backward pass, into a {@link Program}. */
public final class ProgramCompiler {
  private ProgramCompiler() {}

  /** The forward pass that gives these outputs, and nothing else of the graph. */
  public static Program forward(Graph graph, Map<String, Value> outputs) {
    Map<String, String> variables = new LinkedHashMap<>();
    outputs.forEach((name, value) -> variables.put(name, value.name()));
    return new Lowering(graph).lower(variables);
  }

  /**
   * Forward and backward.
   *
   * @param loss a scalar
   * @param outputs further values to leave behind; {@code loss} stands among the outputs by itself
   * @param differentiated the parameters and inputs whose gradients are wanted; each comes out as
   *     {@link Program#gradientOf} its name
   * @throws ProgramException if the loss is no scalar, or does not depend on one of them
   */
  public static Program training(
      Graph graph, Value loss, Map<String, Value> outputs, Collection<Value> differentiated) {
    if (loss.rank() != 0) {
      throw new ProgramException("expected a scalar loss, found " + loss);
    }
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("loss", loss.name());
    outputs.forEach((name, value) -> variables.put(name, value.name()));
    Map<String, Value> gradients = Differentiation.gradients(loss, differentiated);
    List<String> unreached = new ArrayList<>();
    for (Value value : differentiated) {
      if (gradients.containsKey(value.name())) {
        String gradient = gradients.get(value.name()).name();
        variables.put(Program.gradientOf(value.name()), gradient);
      } else {
        unreached.add(value.name());
      }
    }
    if (!unreached.isEmpty()) {
      throw new ProgramException("the loss does not depend on " + String.join(", ", unreached));
    }
    return new Lowering(graph).lower(variables);
  }
}
