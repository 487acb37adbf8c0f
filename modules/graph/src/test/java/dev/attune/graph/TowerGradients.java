package dev.attune.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradients of a whole tower, compared along one random direction for each parameter: element by
 * element, as the layers have it, would take minutes.
 */
public final class TowerGradients {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-5;

  private final Graph graph;
  private final GradientCheck check;

  private TowerGradients(Graph graph, GradientCheck check) {
    this.graph = graph;
    this.check = check;
  }

  /**
   * Asserts that the gradients of a weighted sum of the embedding equal finite differences, with
   * respect to every parameter and looked-up table of its graph.
   *
   * @return the number of parameters compared
   */
  public static int compare(Graph graph, GradientCheck check, Value embedding) {
    TowerGradients gradients = new TowerGradients(graph, check);
    INDArray weights = check.normal(embedding.shape());
    Map<String, Value> wanted = new LinkedHashMap<>(graph.parameterValues());
    graph.lookups().forEach(lookup -> wanted.put(lookup.table().name(), lookup.rows()));
    Map<String, Value> derived =
        Differentiation.pullBack(Map.of(embedding, graph.constant(weights)), wanted.values());
    assertThat(derived).hasSameSizeAs(graph.parameters());
    Map<String, INDArray> directions = new LinkedHashMap<>();
    Value[] products = new Value[wanted.size()];
    wanted.forEach(
        (parameter, value) -> {
          INDArray direction = check.normal(check.array(parameter).shape());
          Value along = graph.constant(gradients.along(value, direction));
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
  private INDArray along(Value value, INDArray direction) {
    for (Lookup lookup : graph.lookups()) {
      if (lookup.rows().name().equals(value.name())) {
        return check.rows(lookup, direction);
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
}
