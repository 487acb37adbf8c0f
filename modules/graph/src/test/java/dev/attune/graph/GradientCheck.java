package dev.attune.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Evaluates a graph by SameDiff's own execution, and compares its gradients with central finite
 * differences.
 *
 * <p>Parameters are drawn from their initialisers, inputs from the standard normal distribution and
 * draws from theirs unless {@link #feed given}; lookups read rows of their tables.
 */
public final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-5;

  /** Elements of one array that are compared; of larger arrays as many, drawn at random. */
  private static final int SAMPLE = 64;

  private final Graph graph;
  private final RandomGenerator random;
  private final Map<String, INDArray> arrays = new LinkedHashMap<>();

  private GradientCheck(Graph graph, long seed) {
    this.graph = graph;
    this.random = new Random(seed);
  }

  /** An empty graph of doubles for training. */
  public static Graph graph() {
    return Graph.create(Graph.Mode.TRAINING, DataType.DOUBLE);
  }

  /** Arrays for all that the graph needs so far, drawn from a seed. */
  public static GradientCheck of(Graph graph, long seed) {
    GradientCheck check = new GradientCheck(graph, seed);
    check.fill();
    return check;
  }

  /** Gives an input, parameter, draw or average its array. */
  public GradientCheck feed(String name, INDArray array) {
    assertThat(arrays).containsKey(name);
    assertThat(array.shape()).as(name).isEqualTo(arrays.get(name).shape());
    arrays.put(name, array.castTo(arrays.get(name).dataType()));
    return this;
  }

  /** Changes every array of the graph's own floating inputs, element by element. */
  public GradientCheck map(String name, Function<Double, Double> function) {
    INDArray array = arrays.get(name).dup();
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, function.apply(array.getDouble(i)));
    }
    return feed(name, array);
  }

  /** The array given to an input, parameter, draw or table. */
  public INDArray array(String name) {
    return arrays.get(name);
  }

  /** Evaluates a value. */
  public INDArray evaluate(Value value) {
    return evaluate(List.of(value)).get(value.name());
  }

  private Map<String, INDArray> evaluate(List<Value> values) {
    Map<String, INDArray> fed = new HashMap<>();
    arrays.forEach(
        (name, array) ->
            fed.put(name, array.dataType().isFPType() ? array.castTo(graph.type()) : array));
    for (Lookup lookup : graph.lookups()) {
      fed.remove(lookup.table().name());
      fed.put(
          lookup.rows().name(),
          rows(lookup, arrays.get(lookup.table().name())).castTo(graph.type()));
    }
    for (String name : graph.parameters().keySet()) {
      if (!graph.parameterValues().containsKey(name)) {
        fed.remove(name);
      }
    }
    String[] names = values.stream().map(Value::name).toArray(String[]::new);
    Map<String, INDArray> results = new HashMap<>(graph.sameDiff().output(fed, names));
    for (Value value : values) {
      INDArray result = results.get(value.name()).castTo(DataType.DOUBLE).dup();
      assertThat(result.shape()).as("static shape of %s", value).isEqualTo(value.shape());
      results.put(value.name(), result);
    }
    return results;
  }

  /**
   * Asserts that the gradients of the weighted sum of a value's elements equal finite differences,
   * with respect to every floating input, parameter and looked-up table that it depends on.
   *
   * @return the number of arrays compared
   */
  public int passes(Value value) {
    return passesFor(value, arrays.keySet());
  }

  /** {@link #passes} for some of the arrays, by name. */
  public int passesFor(Value value, Collection<String> names) {
    INDArray weights = normal(value.shape());
    Map<String, INDArray> derived = derived(value, weights);
    derived.keySet().retainAll(names);
    derived.forEach((name, gradient) -> compare(name, gradient, value, weights));
    return derived.size();
  }

  /**
   * The derived gradients of the weighted sum of a value's elements, by the name of the input,
   * parameter or table.
   */
  public Map<String, INDArray> derived(Value value, INDArray weights) {
    Map<Value, Value> seed = Map.of(value, graph.constant(weights));
    List<Value> wanted = new ArrayList<>();
    graph.inputs().values().stream()
        .filter(v -> v.variable().dataType().isFPType())
        .forEach(wanted::add);
    wanted.addAll(graph.parameterValues().values());
    graph.lookups().forEach(lookup -> wanted.add(lookup.rows()));
    Map<String, Value> symbolic = Differentiation.pullBack(seed, wanted);
    Map<String, INDArray> gradients = evaluate(List.copyOf(symbolic.values()));
    Map<String, INDArray> derived = new LinkedHashMap<>();
    symbolic.forEach((name, gradient) -> derived.put(name, gradients.get(gradient.name())));
    foldLookups(derived);
    return derived;
  }

  /** The derived gradient of the sum of a value's elements with respect to another. */
  public INDArray gradient(Value value, Value input) {
    Value ones = graph.constant(Nd4j.ones(DataType.DOUBLE, value.shape()));
    Map<String, Value> passed = Differentiation.pullBack(Map.of(value, ones), List.of(input));
    assertThat(passed).as("gradients of %s", value).containsKey(input.name());
    return evaluate(passed.get(input.name()));
  }

  private void foldLookups(Map<String, INDArray> derived) {
    for (Lookup lookup : graph.lookups()) {
      INDArray gradient = derived.remove(lookup.rows().name());
      if (gradient == null) {
        continue;
      }
      INDArray table =
          derived.computeIfAbsent(
              lookup.table().name(), name -> Nd4j.zeros(DataType.DOUBLE, lookup.table().shape()));
      long width = lookup.table().shape()[1];
      INDArray flat = gradient.reshape(-1, width);
      INDArray ids = arrays.get(lookup.ids().name());
      for (int i = 0; i < flat.rows(); i++) {
        table.getRow(ids.getInt(flatIndex(ids, i))).addi(flat.getRow(i));
      }
    }
  }

  private void compare(String name, INDArray gradient, Value value, INDArray weights) {
    INDArray array = arrays.get(name);
    double largest = Math.max(1e-3, gradient.amaxNumber().doubleValue());
    for (long i : sample(array.length())) {
      double kept = array.getDouble(i);
      double step = STEP * Math.max(1, Math.abs(kept));
      array.putScalar(i, kept + step);
      double above = weighted(value, weights);
      array.putScalar(i, kept - step);
      double below = weighted(value, weights);
      array.putScalar(i, kept);
      double expected = (above - below) / (2 * step);
      assertThat(gradient.getDouble(i))
          .as("gradient of element %d of %s", i, name)
          .isCloseTo(
              expected,
              org.assertj.core.data.Offset.offset(
                  TOLERANCE * Math.max(largest, Math.abs(expected))));
    }
  }

  private long[] sample(long length) {
    return length <= SAMPLE
        ? LongStream.range(0, length).toArray()
        : random.longs(0, length).distinct().limit(SAMPLE).toArray();
  }

  private double weighted(Value value, INDArray weights) {
    return evaluate(value).mul(weights).sumNumber().doubleValue();
  }

  private void fill() {
    graph
        .inputs()
        .forEach(
            (name, value) ->
                arrays.put(
                    name,
                    value.variable().dataType().isFPType()
                        ? normal(value.shape())
                        : Nd4j.zeros(DataType.INT32, value.shape())));
    graph
        .parameters()
        .forEach(
            (name, parameter) -> {
              double[] values = new double[(int) parameter.length()];
              parameter.initializer().fill(values, parameter.shape(), random);
              arrays.put(name, array(values, parameter.shape()));
            });
    for (Draw draw : graph.draws()) {
      arrays.put(draw.value().name(), drawn(draw));
    }
    for (Statistic statistic : graph.statistics()) {
      if (statistic.observed() == null) {
        INDArray initial = Nd4j.zeros(DataType.DOUBLE, statistic.shape());
        arrays.put(statistic.name(), initial.addi(statistic.initial()));
      }
    }
  }

  private INDArray drawn(Draw draw) {
    double[] values = new double[(int) draw.value().length()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (draw.kind()) {
            case BERNOULLI -> random.nextDouble() < draw.probability() ? 1 : 0;
            case UNIFORM -> random.nextDouble();
            case NORMAL -> random.nextGaussian();
          };
    }
    return array(values, draw.value().shape());
  }

  /** Standard normal numbers. */
  public INDArray normal(long... shape) {
    double[] values = new double[(int) Nd4j.create(DataType.DOUBLE, shape).length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return array(values, shape);
  }

  private static INDArray array(double[] values, long... shape) {
    return shape.length == 0
        ? Nd4j.scalar(DataType.DOUBLE, values[0])
        : Nd4j.createFromArray(values).reshape(shape);
  }

  /** Rows of an array shaped like a looked-up table, at the ids that it is looked up with. */
  INDArray rows(Lookup lookup, INDArray table) {
    INDArray ids = arrays.get(lookup.ids().name());
    INDArray rows = Nd4j.create(DataType.DOUBLE, ids.length(), table.columns());
    for (int i = 0; i < ids.length(); i++) {
      rows.putRow(i, table.getRow(ids.getInt(flatIndex(ids, i))));
    }
    return rows.reshape(lookup.rows().shape());
  }

  private static int[] flatIndex(INDArray array, int index) {
    int[] position = new int[array.rank()];
    int rest = index;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      position[axis] = (int) (rest % array.size(axis));
      rest /= (int) array.size(axis);
    }
    return position;
  }
}
