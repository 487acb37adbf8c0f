package dev.attune.image.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.attune.graph.Differentiation;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
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
    Map<String, Value> derived =
        Differentiation.pullBack(Map.of(embedding, graph.constant(weights)), wanted.values());
    assertThat(derived).hasSameSizeAs(graph.parameters());
    wanted.forEach(
        (parameter, value) -> {
          INDArray direction = gradients.normal(check.array(parameter).shape());
          INDArray products = check.evaluate(derived.get(value.name())).mul(direction);
          double largest = Math.max(1e-3, products.norm1Number().doubleValue());
          assertThat(products.sumNumber().doubleValue())
              .as("gradient of %s", parameter)
              .isCloseTo(
                  gradients.difference(embedding, weights, parameter, direction),
                  offset(TOLERANCE * largest));
        });
    return wanted.size();
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
