package dev.attune.text.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.attune.graph.Differentiation;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Lookup;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients of a whole tower, compared along one random direction for each parameter: element by
 * element, as the layers have it, would take minutes.
 */
final class TowerGradients {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-5;

  private final Random random;
  private final GradientCheck check;

  private TowerGradients(GradientCheck check, long seed) {
    this.check = check;
    this.random = new Random(seed);
  }

  /**
   * Asserts that the gradients of a weighted sum of the embedding equal finite differences.
   *
   * @return the number of parameters compared
   */
  static int compare(Graph graph, GradientCheck check, Value embedding, long seed) {
    TowerGradients gradients = new TowerGradients(check, seed);
    INDArray weights = gradients.normal(embedding.shape());
    Map<String, Value> wanted = new LinkedHashMap<>(graph.parameterValues());
    graph.lookups().forEach(lookup -> wanted.put(lookup.table().name(), lookup.rows()));
    Map<String, Value> derived =
        Differentiation.pullBack(Map.of(embedding, graph.constant(weights)), wanted.values());
    assertThat(derived).hasSameSizeAs(graph.parameters());
    Map<String, INDArray> directions = new LinkedHashMap<>();
    Value[] products = new Value[wanted.size()];
    wanted.forEach(
        (parameter, value) -> {
          INDArray direction = gradients.normal(check.array(parameter).shape());
          Value along = graph.constant(gradients.along(graph, value, direction));
          products[directions.size()] = Arithmetic.multiply(derived.get(value.name()), along);
          directions.put(parameter, direction);
        });
    INDArray slopes = check.evaluate(sums(products));
    INDArray scales =
        check.evaluate(sums(Stream.of(products).map(Arithmetic::abs).toArray(Value[]::new)));
    int i = 0;
    for (Map.Entry<String, INDArray> entry : directions.entrySet()) {
      double expected = gradients.difference(embedding, weights, entry.getKey(), entry.getValue());
      double tolerance = TOLERANCE * Math.max(1e-3, scales.getDouble(i));
      assertThat(slopes.getDouble(i))
          .as("gradient of %s", entry.getKey())
          .isCloseTo(expected, offset(tolerance));
      i++;
    }
    return wanted.size();
  }

  /** Each value's sum, in one vector, so that one run of the graph gives them all. */
  private static Value sums(Value... values) {
    return Shaping.concat(
        0,
        Stream.of(values)
            .map(value -> Shaping.reshape(Reductions.sum(value, false), 1))
            .toArray(Value[]::new));
  }

  /** What a step of a table means for the rows that were looked up; itself for the rest. */
  private INDArray along(Graph graph, Value value, INDArray direction) {
    for (Lookup lookup : graph.lookups()) {
      if (lookup.rows().name().equals(value.name())) {
        INDArray ids = check.array(lookup.ids().name());
        INDArray rows = Nd4j.create(DataType.DOUBLE, ids.length(), direction.columns());
        for (int i = 0; i < ids.length(); i++) {
          rows.putRow(i, direction.getRow(ids.ravel().getInt(i)));
        }
        return rows.reshape(value.shape());
      }
    }
    return direction;
  }

  private double difference(
      Value embedding, INDArray weights, String parameter, INDArray direction) {
    INDArray kept = check.array(parameter);
    check.feed(parameter, kept.add(direction.mul(STEP)));
    double above = check.evaluate(embedding).mul(weights).sumNumber().doubleValue();
    check.feed(parameter, kept.sub(direction.mul(STEP)));
    double below = check.evaluate(embedding).mul(weights).sumNumber().doubleValue();
    check.feed(parameter, kept);
    return (above - below) / (2 * STEP);
  }

  private INDArray normal(long... shape) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }
}
