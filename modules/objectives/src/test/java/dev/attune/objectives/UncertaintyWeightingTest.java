package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

class UncertaintyWeightingTest {
  private static final String PARAMETER = "contrast.log_variance";

  private final Graph graph = GradientCheck.graph();
  private final Value loss = graph.input("loss");
  private final Value weighed = UncertaintyWeighting.weigh(graph, "contrast", loss);

  private GradientCheck check(double logVariance, double value) {
    return GradientCheck.of(graph, 1)
        .feed(PARAMETER, Nd4j.scalar(logVariance))
        .feed("loss", Nd4j.scalar(value));
  }

  private double weighed(double logVariance, double value) {
    return check(logVariance, value).evaluate(weighed).getDouble(0);
  }

  @Test
  void isTheLossOverTheVariancePlusItsLogarithm() {
    assertThat(weighed(0.7, 3.2)).isCloseTo(3.2 / Math.exp(0.7) + 0.7, within(1e-14));
    assertThat(weighed(-1.1, 0.4)).isCloseTo(0.4 / Math.exp(-1.1) - 1.1, within(1e-14));
  }

  @Test
  void isTwiceThePapersForm() {
    double deviation = 1.7;

    assertThat(weighed(Math.log(deviation * deviation), 2.3))
        .isCloseTo(2 * (2.3 / (2 * deviation * deviation) + Math.log(deviation)), within(1e-14));
  }

  @Test
  void beginsAtTheLossItself() {
    Parameter parameter = graph.parameters().get(PARAMETER);

    assertThat(parameter.role()).isEqualTo(Parameter.Role.SCALE);
    assertThat(parameter.shape()).isEmpty();
    assertThat(
            GradientCheck.of(graph, 2)
                .feed("loss", Nd4j.scalar(5.5))
                .evaluate(weighed)
                .getDouble(0))
        .isEqualTo(5.5);
  }

  @Test
  void gradientsAgreeWithFiniteDifferencesAndTheClosedForm() {
    GradientCheck check = check(0.7, 3.2);

    assertThat(check.passes(weighed)).isEqualTo(2);
    assertThat(check.gradient(weighed, loss).getDouble(0)).isCloseTo(Math.exp(-0.7), within(1e-14));
    assertThat(check.gradient(weighed, graph.parameterValues().get(PARAMETER)).getDouble(0))
        .isCloseTo(1 - 3.2 * Math.exp(-0.7), within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 1, 40})
  void isLowestAtTheLogarithmOfTheLoss(double value) {
    double place = Math.log(value);
    double lowest = weighed(place, value);

    assertThat(lowest).isCloseTo(1 + Math.log(value), within(1e-13));
    assertThat(weighed(place - 0.01, value)).isGreaterThan(lowest);
    assertThat(weighed(place + 0.01, value)).isGreaterThan(lowest);
    assertThat(
            check(place, value)
                .gradient(weighed, graph.parameterValues().get(PARAMETER))
                .getDouble(0))
        .isCloseTo(0, within(1e-13));
  }

  @Test
  void eachTaskHasItsOwnParameterUnderThePrefix() {
    Value other = UncertaintyWeighting.weigh(graph.at("objective"), "reconstruction", loss);
    UncertaintyWeighting.weigh(graph, "contrast", loss);
    GradientCheck check =
        check(0.5, 2).feed("objective.reconstruction.log_variance", Nd4j.scalar(-0.5));

    assertThat(graph.parameters())
        .containsOnlyKeys(PARAMETER, "objective.reconstruction.log_variance");
    assertThat(check.evaluate(Arithmetic.add(weighed, other)).getDouble(0))
        .isCloseTo(2 * Math.exp(-0.5) + 2 * Math.exp(0.5), within(1e-13));
  }

  @Test
  void refusesWhatIsNoScalarAndTasksWithoutAName() {
    assertThatThrownBy(() -> UncertaintyWeighting.weigh(graph, "contrast", graph.input("each", 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("uncertainty weighting: expected a scalar, found each[3]");
    assertThatThrownBy(() -> UncertaintyWeighting.weigh(graph, " ", loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task: expected a name, found \" \"");
  }
}
