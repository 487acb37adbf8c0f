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
    return requireReached(trainingOfReached(graph, loss, outputs, differentiated), differentiated);
  }

  /**
   * As {@link #training}, but the loss is not among the outputs, and what it alone needs is left
   * out.
   *
   * @throws ProgramException if the loss is no scalar, or does not depend on one of them
   */
  public static Program gradients(
      Graph graph, Value loss, Map<String, Value> outputs, Collection<Value> differentiated) {
    return requireReached(lowered(graph, loss, outputs, differentiated), differentiated);
  }

  private static Program requireReached(Program program, Collection<Value> differentiated) {
    List<String> unreached = new ArrayList<>();
    for (Value value : differentiated) {
      if (!program.outputs().containsKey(Program.gradientOf(value.name()))) {
        unreached.add(value.name());
      }
    }
    if (!unreached.isEmpty()) {
      throw new ProgramException("the loss does not depend on " + String.join(", ", unreached));
    }
    return program;
  }

  /**
   * As {@link #training}, but what the loss does not depend on has no gradient among the outputs.
   *
   * @throws ProgramException if the loss is no scalar
   */
  public static Program trainingOfReached(
      Graph graph, Value loss, Map<String, Value> outputs, Collection<Value> differentiated) {
    Map<String, Value> all = new LinkedHashMap<>();
    all.put("loss", loss);
    all.putAll(outputs);
    return lowered(graph, loss, all, differentiated);
  }

  private static Program lowered(
      Graph graph, Value loss, Map<String, Value> outputs, Collection<Value> differentiated) {
    if (loss.rank() != 0) {
      throw new ProgramException("expected a scalar loss, found " + loss);
    }
    Map<String, String> variables = new LinkedHashMap<>();
    outputs.forEach((name, value) -> variables.put(name, value.name()));
    Differentiation.gradients(loss, differentiated)
        .forEach((name, gradient) -> variables.put(Program.gradientOf(name), gradient.name()));
    return new Lowering(graph).lower(variables);
  }
}
