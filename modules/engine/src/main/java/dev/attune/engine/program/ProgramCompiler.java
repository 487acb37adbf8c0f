package dev.attune.engine.program;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Turns a graph, and on request the backward pass that SameDiff derives for it, into a {@link
 * Program}.
 */
public final class ProgramCompiler {
  /** SameDiff's name for the function that holds forward and backward. */
  private static final String GRADIENT_FUNCTION = "grad";

  private ProgramCompiler() {}

  /** The forward pass that gives these outputs, and nothing else of the graph. */
  public static Program forward(Graph graph, Map<String, Value> outputs) {
    Map<String, String> variables = new LinkedHashMap<>();
    outputs.forEach((name, value) -> variables.put(name, value.name()));
    return new Lowering(graph.sameDiff()).lower(variables);
  }

  /**
   * Forward and backward.
   *
   * @param loss a scalar
   * @param outputs further values to leave behind; {@code loss} stands among the outputs by itself
   * @param differentiated names of the parameters and inputs whose gradients are wanted; each comes
   *     out as {@link Program#gradientOf}
   * @throws ProgramException if the loss is no scalar, or does not depend on one of them
   */
  public static Program training(
      Graph graph, Value loss, Map<String, Value> outputs, Collection<String> differentiated) {
    if (loss.rank() != 0) {
      throw new ProgramException("expected a scalar loss, found " + loss);
    }
    SameDiff backward = differentiate(graph.sameDiff(), loss, differentiated);
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("loss", loss.name());
    outputs.forEach((name, value) -> variables.put(name, value.name()));
    List<String> unreached = new ArrayList<>();
    for (String name : differentiated) {
      SDVariable gradient = backward.getGradForVariable(name);
      if (gradient == null) {
        unreached.add(name);
      } else {
        variables.put(Program.gradientOf(name), gradient.name());
      }
    }
    if (!unreached.isEmpty()) {
      throw new ProgramException("the loss does not depend on " + String.join(", ", unreached));
    }
    return new Lowering(backward).lower(variables);
  }

  private static SameDiff differentiate(
      SameDiff forward, Value loss, Collection<String> differentiated) {
    forward.setLossVariables(loss.name());
    PrintStream terminal = System.out;
    try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false)) {
      // SameDiff prints a line for each operation that it differentiates.
      System.setOut(nowhere);
      forward.createGradFunction(differentiated.toArray(String[]::new));
    } finally {
      System.setOut(terminal);
    }
    return forward.getFunction(GRADIENT_FUNCTION);
  }
}
