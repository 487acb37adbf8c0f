package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.Differentiation;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class SigLipObjectiveTest {
  private static final double[][] SAME = {{1, 0, 1, 0}, {0, 1, 0, 0}, {1, 0, 1, 0}, {0, 0, 0, 1}};

  private final Graph graph = GradientCheck.graph();
  private final Value left = graph.input("left", 4, 3);
  private final Value right = graph.input("right", 4, 3);

  private ContrastiveLoss build(InitialBias bias, FalseNegatives policy) {
    return new SigLipObjective(3, bias, policy)
        .loss(graph, left, right, BatchPairs.marked(graph.constant(Nd4j.createFromArray(SAME))));
  }

  private static double slow(GradientCheck check, double bias, double[][] excluded) {
    double[][] cosines =
        Rows.cosines(check.array("left").toDoubleMatrix(), check.array("right").toDoubleMatrix());
    double total = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        if (i == j || excluded[i][j] == 0) {
          double label = i == j ? 1 : -1;
          total += Math.log(1 + Math.exp(-label * (3 * cosines[i][j] + bias)));
        }
      }
    }
    return total / 4;
  }

  @Test
  void maskedPairsAreNotInTheSum() {
    Value loss = build(InitialBias.of(-1), FalseNegatives.MASK).loss();
    GradientCheck check = GradientCheck.of(graph, 1);

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(slow(check, -1, SAME), within(1e-12));
  }

  @Test
  void keptPairsStayNegatives() {
    Value loss = build(InitialBias.of(-1), FalseNegatives.KEEP).loss();
    GradientCheck check = GradientCheck.of(graph, 1);

    assertThat(check.evaluate(loss).getDouble(0))
        .isCloseTo(slow(check, -1, new double[4][4]), within(1e-12));
  }

  @Test
  void gradientsOfRowsScaleAndBiasAgreeWithFiniteDifferences() {
    Value loss = build(InitialBias.of(-2), FalseNegatives.MASK).loss();

    assertThat(GradientCheck.of(graph, 2).passes(loss)).isEqualTo(4);
  }

  @Test
  void theAutomaticBiasBalancesAnUntrainedBatch() {
    Graph wide = GradientCheck.graph();
    ContrastiveLoss built =
        new SigLipObjective(10, InitialBias.balanced(), FalseNegatives.KEEP)
            .loss(wide, wide.input("left", 4, 8), wide.input("right", 4, 8), BatchPairs.distinct());
    Value bias = wide.parameterValues().get("logit_bias");
    Value gradient = Differentiation.gradients(built.loss(), List.of(bias)).get("logit_bias");
    GradientCheck check = GradientCheck.of(wide, 3);
    check.feed("left", Nd4j.eye(8).get(NDArrayIndex.interval(0, 4)));
    check.feed("right", Nd4j.eye(8).get(NDArrayIndex.interval(4, 8)));

    assertThat(check.array("logit_bias").getDouble(0)).isCloseTo(-Math.log(3), within(1e-15));
    assertThat(check.evaluate(gradient).getDouble(0)).isCloseTo(0, within(1e-12));
  }

  @Test
  void reportsWhatItLearns() {
    ContrastiveLoss built = build(InitialBias.of(-2), FalseNegatives.MASK);
    GradientCheck check = GradientCheck.of(graph, 4);

    assertThat(built.reported()).containsOnlyKeys("logit_scale", "logit_bias");
    assertThat(check.evaluate(built.reported().get("logit_scale")).getDouble(0))
        .isCloseTo(3, within(1e-12));
    assertThat(check.evaluate(built.reported().get("logit_bias")).getDouble(0)).isEqualTo(-2);
  }

  @Test
  void theBiasIsReadAsConfigurationsSayIt() {
    assertThat(InitialBias.parse("auto").in(257)).isCloseTo(-Math.log(256), within(1e-15));
    assertThat(InitialBias.parse("auto").in(1)).isZero();
    assertThat(InitialBias.parse("-7.5").in(257)).isEqualTo(-7.5);
    assertThat(InitialBias.parse("auto")).hasToString("auto");
    assertThatThrownBy(() -> InitialBias.parse("automatic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("initial_bias: expected auto or a number, found automatic");
    assertThatThrownBy(() -> InitialBias.parse("NaN"))
        .hasMessage("initial_bias: expected a finite number, found NaN");
  }

  @Test
  void absentItemsAreNeitherQueriesNorCandidates() {
    ClipObjectiveTest.absentItemsCountForNothing(
        new SigLipObjective(5, InitialBias.of(-3), FalseNegatives.MASK));
    ClipObjectiveTest.absentItemsCountForNothing(
        new SigLipObjective(5, InitialBias.of(-3), FalseNegatives.KEEP));
  }
}
