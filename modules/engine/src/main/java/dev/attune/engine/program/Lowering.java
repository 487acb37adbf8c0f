package dev.attune.engine.program;

import dev.attune.graph.Composite;
import dev.attune.graph.Graph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Walks SameDiff's operations once, in the order in which they were created (which is an order of
 * execution), and gives the static list: what no output needs is left out, what depends on
 * constants alone is computed here, and what only renames or reshapes shares its input's memory.
 */
final class Lowering {
  private static final Set<String> RESHAPES =
      Set.of("reshape", "identity", "expand_dims", "squeeze");
  private static final Set<String> OF_SHAPE_ALONE =
      Set.of("shape_of", "size", "rank", "size_at", "ones_as", "zeros_as", "shapes_of");

  private final SameDiff sameDiff;
  private final List<Composite> composites;
  private final ShapeInference shapes = new ShapeInference();
  private final List<ProgramValue> values = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, ProgramValue> byName = new HashMap<>();
  private final Map<String, ProgramValue> inputs = new LinkedHashMap<>();

  Lowering(Graph graph) {
    this.sameDiff = graph.sameDiff();
    this.composites = graph.composites();
  }

  /** Compiles what these variables need; keys are the names of the outputs. */
  Program lower(Map<String, String> variables) {
    try (shapes) {
      Set<String> needed = neededOperations(variables.values());
      for (Map.Entry<String, SameDiffOp> entry : sameDiff.getOps().entrySet()) {
        if (needed.contains(entry.getKey())) {
          lower(entry.getValue().getOp());
        }
      }
      Map<String, ProgramValue> outputs = new LinkedHashMap<>();
      variables.forEach((name, variable) -> outputs.put(name, value(variable)));
      List<Region> regions = new Regions(values, operations, byName).of(composites);
      return new Program(values, operations, inputs, outputs, regions);
    }
  }

  private Set<String> neededOperations(Iterable<String> outputs) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    outputs.forEach(open::push);
    while (!open.isEmpty()) {
      String producer = sameDiff.getVariables().get(open.pop()).getOutputOfOp();
      if (producer != null && needed.add(producer)) {
        for (String argument : arguments(sameDiff.getOps().get(producer).getOp())) {
          open.push(argument);
        }
      }
    }
    return needed;
  }

  private static String[] arguments(DifferentialFunction function) {
    String[] names = function.argNames();
    return names == null ? new String[0] : names;
  }

  private void lower(DifferentialFunction function) {
    List<ProgramValue> arguments = new ArrayList<>();
    for (String name : arguments(function)) {
      arguments.add(value(name));
    }
    String[] results = function.outputVariablesNames();
    if (foldable(function, arguments)) {
      INDArray[] folded = shapes.evaluate(function, arguments);
      for (int i = 0; i < results.length; i++) {
        constant(results[i], folded[i]);
      }
      return;
    }
    List<long[]> resultShapes = shapes.infer(function, arguments);
    if (RESHAPES.contains(function.opName())) {
      alias(results[0], arguments.get(0), resultShapes.get(0));
      return;
    }
    int[] outputs = new int[results.length];
    for (int i = 0; i < results.length; i++) {
      outputs[i] = intermediate(results[i], resultShapes.get(i)).id();
    }
    int[] reads = arguments.stream().mapToInt(ProgramValue::id).toArray();
    operations.add(new Operation(function, reads, outputs));
  }

  private static boolean foldable(DifferentialFunction function, List<ProgramValue> arguments) {
    if (OF_SHAPE_ALONE.contains(function.opName())) {
      return true;
    }
    return !arguments.isEmpty()
        && arguments.stream().allMatch(a -> a.kind() == ProgramValue.Kind.CONSTANT);
  }

  private ProgramValue value(String name) {
    ProgramValue known = byName.get(name);
    if (known != null) {
      return known;
    }
    SDVariable variable = sameDiff.getVariable(name);
    if (variable.getVariableType() == VariableType.PLACEHOLDER) {
      long[] shape = variable.placeholderShape();
      ProgramValue input =
          add(name, ProgramValue.Kind.INPUT, variable.dataType(), shape, values.size(), null);
      inputs.put(name, input);
      return input;
    }
    if (variable.getVariableType() == VariableType.ARRAY) {
      throw new ProgramException(name + " is read before an operation writes it");
    }
    return constant(name, variable.getArr());
  }

  private ProgramValue constant(String name, INDArray array) {
    INDArray dense = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
    return add(
        name, ProgramValue.Kind.CONSTANT, dense.dataType(), dense.shape(), values.size(), dense);
  }

  private ProgramValue intermediate(String name, long[] shape) {
    DataType type = sameDiff.getVariable(name).dataType();
    return add(name, ProgramValue.Kind.INTERMEDIATE, type, shape, values.size(), null);
  }

  private void alias(String name, ProgramValue source, long[] shape) {
    ProgramValue owner = values.get(source.storage());
    ProgramValue result =
        add(name, source.kind(), source.type(), shape, owner.id(), source.constant());
    if (result.length() != source.length()) {
      throw new ProgramException(
          "reshape of " + source + " to " + Arrays.toString(shape) + " changes the length");
    }
  }

  private ProgramValue add(
      String name,
      ProgramValue.Kind kind,
      DataType type,
      long[] shape,
      int storage,
      INDArray constant) {
    ProgramValue value =
        new ProgramValue(values.size(), name, kind, type, shape.clone(), storage, constant);
    values.add(value);
    byName.put(name, value);
    return value;
  }
}
