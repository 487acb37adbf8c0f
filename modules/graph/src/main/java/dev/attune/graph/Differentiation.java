package dev.attune.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reverse-mode differentiation of a {@link Graph}: appends the backward pass to the same SameDiff.
 *
 * <p>Operations of this module bring their own {@link Rule}; SameDiff operations that a caller
 * wrapped himself are differentiated by SameDiff's own {@code doDiff}. {@code
 * SameDiff.createGradFunction} is not used: it rebuilds every operation from its name, which loses
 * the rules, and it writes to the terminal.
 */
public final class Differentiation {
  private final Graph graph;
  private final Set<String> reached = new HashSet<>();
  private final Map<String, SDVariable> gradients = new HashMap<>();

  private Differentiation(Graph graph) {
    this.graph = graph;
  }

  /**
   * Gradients of a scalar.
   *
   * @param loss a value of one element
   * @param values what to differentiate with respect to
   * @return by the value's name; a value that the loss does not depend on is left out
   * @throws ShapeException if the loss has more than one element
   */
  public static Map<String, Value> gradients(Value loss, Collection<Value> values) {
    if (loss.length() != 1) {
      throw new ShapeException("expected a loss of one element, found " + loss);
    }
    Value one =
        loss.graph().constant(Nd4j.onesLike(Nd4j.create(loss.graph().type(), loss.shape())));
    return pullBack(Map.of(loss, one), values);
  }

  /**
   * Vector-Jacobian product: passes given gradients of some values back to others.
   *
   * @param upstream for each value its gradient, of the same shape
   * @param values what to differentiate with respect to
   * @return by the value's name; a value that nothing in {@code upstream} depends on is left out
   * @throws ShapeException if a gradient has another shape than its value
   */
  public static Map<String, Value> pullBack(Map<Value, Value> upstream, Collection<Value> values) {
    Differentiation run = new Differentiation(upstream.keySet().iterator().next().graph());
    // Taken before the backward pass adds its own; construction order is a topological order.
    DifferentialFunction[] operations = run.graph.sameDiff().ops();
    run.reach(operations, values);
    upstream.forEach(run::seed);
    for (int i = operations.length - 1; i >= 0; i--) {
      run.passBack(operations[i]);
    }
    Map<String, Value> result = new LinkedHashMap<>();
    for (Value value : values) {
      SDVariable gradient = run.gradients.get(value.name());
      if (gradient != null) {
        result.put(value.name(), run.graph.wrap(gradient, value.shape()));
      }
    }
    return result;
  }

  private void seed(Value value, Value gradient) {
    if (!gradient.hasShape(value.shape())) {
      throw new ShapeException("gradient " + gradient + " is given for " + value);
    }
    add(value.name(), gradient.variable());
  }

  /** Marks all that depends on the wanted values, in the order of construction. */
  private void reach(DifferentialFunction[] operations, Collection<Value> values) {
    values.forEach(value -> reached.add(value.name()));
    for (DifferentialFunction operation : operations) {
      SDVariable[] outputs = operation.outputVariables();
      Graph.Derivation derivation = graph.derivation(outputs[0].name());
      boolean any =
          derivation == null
              ? Arrays.stream(operation.args()).anyMatch(v -> reached.contains(v.name()))
              : derivation.inputs().stream().anyMatch(v -> reached.contains(v.name()));
      if (any) {
        Arrays.stream(outputs).forEach(output -> reached.add(output.name()));
      }
    }
  }

  private void passBack(DifferentialFunction operation) {
    SDVariable[] outputs = operation.outputVariables();
    if (Arrays.stream(outputs)
        .noneMatch(v -> reached.contains(v.name()) && gradients.containsKey(v.name()))) {
      return;
    }
    Graph.Derivation derivation = graph.derivation(outputs[0].name());
    if (derivation == null) {
      passBackBySameDiff(operation, outputs);
    } else {
      passBackByRule(derivation);
    }
  }

  private void passBackByRule(Graph.Derivation derivation) {
    Value output = derivation.output();
    List<Value> inputs = derivation.inputs();
    boolean[] needed = new boolean[inputs.size()];
    for (int i = 0; i < needed.length; i++) {
      needed[i] = reached.contains(inputs.get(i).name());
    }
    Value upstream = graph.wrap(gradients.get(output.name()), output.shape());
    Value[] passed = derivation.rule().gradients(upstream, needed);
    for (int i = 0; i < needed.length; i++) {
      if (needed[i]) {
        if (!passed[i].hasShape(inputs.get(i).shape())) {
          throw new ShapeException(
              "the rule of " + output + " gives " + passed[i] + " for " + inputs.get(i));
        }
        add(inputs.get(i).name(), passed[i].variable());
      }
    }
  }

  private void passBackBySameDiff(DifferentialFunction operation, SDVariable[] outputs) {
    List<SDVariable> upstream = new ArrayList<>();
    for (SDVariable output : outputs) {
      SDVariable gradient = gradients.get(output.name());
      upstream.add(gradient == null ? graph.sameDiff().zerosLike(output) : gradient);
    }
    List<SDVariable> passed = operation.doDiff(upstream);
    SDVariable[] inputs = operation.args();
    for (int i = 0; i < inputs.length && i < passed.size(); i++) {
      if (reached.contains(inputs[i].name())) {
        add(inputs[i].name(), passed.get(i));
      }
    }
  }

  private void add(String name, SDVariable gradient) {
    gradients.merge(
        name, gradient, (sum, more) -> new AddOp(graph.sameDiff(), sum, more).outputVariable());
  }
}
