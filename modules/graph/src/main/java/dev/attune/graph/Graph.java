package dev.attune.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A computation under construction: SameDiff's variables with static shapes, and what a step needs
 * from outside (inputs, parameters, token lookups, random draws, running statistics). The engine
 * compiles it and provides those.
 *
 * <p>{@link #at} gives the same graph under a longer name prefix; all prefixes share one state. Not
 * thread-safe.
 */
public final class Graph {

  /** What the graph is for: decides dropout, and batch against running statistics. */
  public enum Mode {
    TRAINING,
    INFERENCE
  }

  private static final class State {
    final SameDiff sameDiff = SameDiff.create();
    final Map<String, Value> inputs = new LinkedHashMap<>();
    final Map<String, Parameter> parameters = new LinkedHashMap<>();
    final Map<String, Value> parameterValues = new LinkedHashMap<>();
    final List<Lookup> lookups = new ArrayList<>();
    final List<Draw> draws = new ArrayList<>();
    final List<Statistic> statistics = new ArrayList<>();
    final Map<String, Value> averages = new LinkedHashMap<>();
    final Map<String, Integer> uses = new LinkedHashMap<>();
    final Map<String, Derivation> derivations = new HashMap<>();
    final List<Composite> composites = new ArrayList<>();
  }

  /** How the gradient of {@code output} reaches {@code inputs}. */
  record Derivation(Value output, List<Value> inputs, Rule rule) {}

  private final State state;
  private final DataType type;
  private final Mode mode;
  private final String prefix;

  private Graph(State state, DataType type, Mode mode, String prefix) {
    this.state = state;
    this.type = type;
    this.mode = mode;
    this.prefix = prefix;
  }

  /** An empty graph in float32. */
  public static Graph create(Mode mode) {
    return create(mode, DataType.FLOAT);
  }

  /** An empty graph of a floating type; double serves gradient checks. */
  public static Graph create(Mode mode, DataType type) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException("expected FLOAT or DOUBLE, found " + type);
    }
    return new Graph(new State(), type, mode, "");
  }

  /** This graph with {@code part} appended to the prefix of names declared through it. */
  public Graph at(String part) {
    return new Graph(state, type, mode, prefix + part + ".");
  }

  /**
   * The same graph built as another mode builds it: a locked tower of a training graph has no
   * dropout, and reads running averages in place of the batch's statistics.
   */
  public Graph in(Mode other) {
    return new Graph(state, type, other, prefix);
  }

  /** {@link #at} for a numbered part: {@code at("blocks", 3)}. */
  public Graph at(String part, int index) {
    return at(part).at(Integer.toString(index));
  }

  /**
   * The SameDiff behind this graph. Its gradients come from {@link Differentiation}, not from
   * {@code createGradFunction}, which would lose the rules that operations state.
   */
  public SameDiff sameDiff() {
    return state.sameDiff;
  }

  /** The floating type of all values but ids. */
  public DataType type() {
    return type;
  }

  public boolean training() {
    return mode == Mode.TRAINING;
  }

  public Mode mode() {
    return mode;
  }

  /** A floating input that every step is fed. */
  public Value input(String name, long... shape) {
    return input(new InputSpec(name, false, shape));
  }

  /** An input that every step is fed. */
  public Value input(InputSpec spec) {
    String full = prefix + spec.name();
    if (state.inputs.containsKey(full)) {
      throw new IllegalArgumentException("input " + full + " is declared twice");
    }
    Value value = placeholder(full, spec.type(type), spec.shape());
    state.inputs.put(full, value);
    return value;
  }

  /** Declares all inputs of a tower, under the current prefix; gives them by their short names. */
  public Map<String, Value> inputs(Collection<InputSpec> specs) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (InputSpec spec : specs) {
      values.put(spec.name(), input(spec));
    }
    return values;
  }

  /**
   * A trainable array. Declared again under the same name and shape, it is the same array: towers
   * share weights by name.
   *
   * @throws ShapeException if the name stands for another shape already
   */
  public Value parameter(String name, Parameter.Role role, Initializer initializer, long... shape) {
    String full = prefix + name;
    Value known = state.parameterValues.get(full);
    if (known != null) {
      if (!known.hasShape(shape)) {
        throw new ShapeException(known + " is asked for with shape " + Arrays.toString(shape));
      }
      return known;
    }
    declareParameter(full, role, initializer, shape);
    Value value = placeholder(full, type, shape);
    state.parameterValues.put(full, value);
    return value;
  }

  private Parameter declareParameter(
      String full, Parameter.Role role, Initializer initializer, long... shape) {
    Parameter known = state.parameters.get(full);
    if (known != null) {
      if (!Arrays.equals(known.shape(), shape)) {
        throw new ShapeException(known + " is asked for with shape " + Arrays.toString(shape));
      }
      return known;
    }
    Parameter parameter = new Parameter(full, role, initializer, shape);
    state.parameters.put(full, parameter);
    return parameter;
  }

  /**
   * Rows of a table, one for each id.
   *
   * @param name of the table
   * @param initializer of the table
   * @param vocabulary its rows
   * @param width its columns
   * @param ids an integer input
   * @return the shape of {@code ids} with {@code width} appended
   */
  public Value lookup(
      String name, Initializer initializer, long vocabulary, long width, Value ids) {
    Parameter table =
        declareParameter(prefix + name, Parameter.Role.EMBEDDING, initializer, vocabulary, width);
    long[] shape = Arrays.copyOf(ids.shape(), ids.rank() + 1);
    shape[ids.rank()] = width;
    Value rows = placeholder(unique(prefix + name + ".rows"), type, shape);
    state.lookups.add(new Lookup(table, ids, rows));
    return rows;
  }

  /** Random numbers, drawn anew each step. */
  public Value draw(String name, Draw.Kind kind, double probability, long... shape) {
    Value value = placeholder(unique(prefix + name), type, shape);
    state.draws.add(new Draw(kind, probability, value));
    return value;
  }

  /**
   * Keeps a running average of a value; training graphs only. Observed several times under one name
   * (two views through one tower), the values are folded in one after the other.
   *
   * @param momentum share of the old average kept at each step
   */
  public void observe(String name, double initial, double momentum, Value observed) {
    state.statistics.add(
        new Statistic(
            Statistic.Kind.AVERAGE, prefix + name, initial, momentum, observed.shape(), observed));
  }

  /**
   * The running average as it was before this step; in a training graph beside an {@link #observe}
   * of the same name.
   */
  public Value average(String name, double initial, long... shape) {
    String full = prefix + name;
    Value known = state.averages.get(full);
    if (known == null) {
      state.statistics.add(new Statistic(Statistic.Kind.AVERAGE, full, initial, 1, shape, null));
      known = placeholder(full, type, shape);
      state.averages.put(full, known);
    }
    return known;
  }

  /**
   * The newest rows of earlier steps (arXiv:1911.05722); training graphs only. They start as random
   * directions of unit length.
   *
   * @param length rows kept
   * @param rows of this step, [n, width], which replace the oldest after it
   * @return [length, width] as it was before this step; no gradient passes
   * @throws ShapeException if a step has more rows than the queue
   */
  public Value queue(String name, long length, Value rows) {
    if (rows.rank() != 2 || rows.size(0) > length) {
      throw new ShapeException(
          "queue: expected at least the %d rows of a step, found %d"
              .formatted(rows.size(0), length));
    }
    String full = prefix + name;
    long[] shape = {length, rows.size(1)};
    state.statistics.add(new Statistic(Statistic.Kind.QUEUE, full, 0, 0, shape, rows));
    return placeholder(full, type, shape);
  }

  /** A constant of the graph's type. */
  public Value constant(INDArray array) {
    SDVariable variable = state.sameDiff.constant(array.castTo(type));
    return new Value(root(), variable, array.shape());
  }

  /** A scalar constant of the graph's type. */
  public Value constant(double scalar) {
    return constant(Nd4j.scalar(type, scalar));
  }

  /**
   * States how gradients pass back through a value, in place of what SameDiff would derive.
   *
   * @param output the only result of its operation
   * @param rule gives the gradient of each of {@code inputs}
   * @param inputs what {@code output} was computed from, however many operations ago; none if no
   *     gradient passes
   * @return {@code output}
   */
  public Value derive(Value output, Rule rule, Value... inputs) {
    state.derivations.put(output.name(), new Derivation(output, List.of(inputs), rule));
    return output;
  }

  /** States that the operations between some values are one in the field's eyes. */
  public Composite composite(Composite composite) {
    state.composites.add(composite);
    return composite;
  }

  /** The rule stated for a variable, or null. */
  Derivation derivation(String name) {
    return state.derivations.get(name);
  }

  /** Wraps the result of a SameDiff operation; for the operations of this module. */
  public Value wrap(SDVariable variable, long... shape) {
    return new Value(root(), variable, shape);
  }

  private Value placeholder(String name, DataType dataType, long... shape) {
    return new Value(root(), state.sameDiff.placeHolder(name, dataType, shape), shape);
  }

  private Graph root() {
    return prefix.isEmpty() ? this : new Graph(state, type, mode, "");
  }

  private String unique(String name) {
    int use = state.uses.merge(name, 1, Integer::sum);
    return use == 1 ? name : name + "#" + use;
  }

  public Map<String, Value> inputs() {
    return Collections.unmodifiableMap(state.inputs);
  }

  public Map<String, Parameter> parameters() {
    return Collections.unmodifiableMap(state.parameters);
  }

  /** The parameters that stand in the graph as values: all but tables that are only looked up. */
  public Map<String, Value> parameterValues() {
    return Collections.unmodifiableMap(state.parameterValues);
  }

  public List<Lookup> lookups() {
    return Collections.unmodifiableList(state.lookups);
  }

  public List<Draw> draws() {
    return Collections.unmodifiableList(state.draws);
  }

  public List<Statistic> statistics() {
    return Collections.unmodifiableList(state.statistics);
  }

  /** All that were stated, forward and backward, in the order of construction. */
  public List<Composite> composites() {
    return Collections.unmodifiableList(state.composites);
  }
}
