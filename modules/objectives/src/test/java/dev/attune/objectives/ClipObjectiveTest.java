package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.Differentiation;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClipObjectiveTest {
  /** Rows 0 and 2 share their caption; the diagonal is left empty on purpose. */
  private static final double[][] SAME = {{0, 0, 1, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 0}};

  private final Graph graph = GradientCheck.graph();
  private final Value left = graph.input("left", 4, 3);
  private final Value right = graph.input("right", 4, 3);

  private ContrastiveLoss build(FalseNegatives policy, double[][] positives) {
    return new ClipObjective(5, 100, policy)
        .loss(
            graph, left, right, BatchPairs.marked(graph.constant(Nd4j.createFromArray(positives))));
  }

  /** Cross entropy in both directions over the pairs that are kept. */
  private static double slow(double[][] logits, double[][] excluded) {
    double total = 0;
    for (int i = 0; i < logits.length; i++) {
      double row = 0;
      double column = 0;
      for (int j = 0; j < logits.length; j++) {
        row += i == j || excluded[i][j] == 0 ? Math.exp(logits[i][j]) : 0;
        column += i == j || excluded[j][i] == 0 ? Math.exp(logits[j][i]) : 0;
      }
      total += (Math.log(row) + Math.log(column)) / 2 - logits[i][i];
    }
    return total / logits.length;
  }

  private static double[][] logits(GradientCheck check) {
    double[][] cosines =
        Rows.cosines(check.array("left").toDoubleMatrix(), check.array("right").toDoubleMatrix());
    return Rows.scaled(cosines, 5);
  }

  @Test
  void maskedPairsAreInNoDenominator() {
    Value loss = build(FalseNegatives.MASK, SAME).loss();
    GradientCheck check = GradientCheck.of(graph, 1);

    assertThat(check.evaluate(loss).getDouble(0))
        .isCloseTo(slow(logits(check), SAME), within(1e-12));
  }

  @Test
  void maskingNeedNotBeSymmetric() {
    double[][] oneWay = {{1, 1, 0, 1}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
    Value loss = build(FalseNegatives.MASK, oneWay).loss();
    GradientCheck check = GradientCheck.of(graph, 1);

    assertThat(check.evaluate(loss).getDouble(0))
        .isCloseTo(slow(logits(check), oneWay), within(1e-12));
  }

  @Test
  void keptPairsStayNegatives() {
    Value loss = build(FalseNegatives.KEEP, SAME).loss();
    GradientCheck check = GradientCheck.of(graph, 1);

    assertThat(check.evaluate(loss).getDouble(0))
        .isCloseTo(slow(logits(check), new double[4][4]), within(1e-12));
  }

  @Test
  void gradientsOfRowsAndScaleAgreeWithFiniteDifferences() {
    Value loss = build(FalseNegatives.MASK, SAME).loss();

    assertThat(GradientCheck.of(graph, 2).passes(loss)).isEqualTo(3);
  }

  @Test
  void declaresTheLogarithmOfItsScaleWhereTheCallerSays() {
    ClipObjective.defaults().loss(graph.at("objective"), left, right, BatchPairs.distinct());

    Parameter scale = graph.parameters().get("objective.logit_scale");
    assertThat(scale.role()).isEqualTo(Parameter.Role.SCALE);
    assertThat(scale.shape()).isEmpty();
    assertThat(GradientCheck.of(graph, 3).array("objective.logit_scale").getDouble(0))
        .isCloseTo(Math.log(1 / 0.07), within(1e-15));
  }

  @Test
  void theScaleStopsAtItsMaximumAndCanComeBack() {
    ContrastiveLoss built = build(FalseNegatives.KEEP, SAME);
    Value parameter = graph.parameterValues().get("logit_scale");
    Value gradient = Differentiation.gradients(built.loss(), List.of(parameter)).get("logit_scale");
    GradientCheck check = GradientCheck.of(graph, 4);
    check.feed("logit_scale", Nd4j.scalar(Math.log(100)));
    INDArray lossAtMaximum = check.evaluate(built.loss());
    INDArray gradientAtMaximum = check.evaluate(gradient);
    check.feed("logit_scale", Nd4j.scalar(Math.log(300)));

    assertThat(check.evaluate(built.reported().get("logit_scale")).getDouble(0))
        .isCloseTo(100, within(1e-10));
    assertThat(check.evaluate(built.loss()).getDouble(0))
        .isCloseTo(lossAtMaximum.getDouble(0), within(1e-10));
    assertThat(gradientAtMaximum.getDouble(0)).isNotZero();
    assertThat(check.evaluate(gradient).getDouble(0))
        .isCloseTo(gradientAtMaximum.getDouble(0), within(1e-9));
  }

  @Test
  void refusesPositivesOfAnotherShape() {
    assertThatThrownBy(() -> build(FalseNegatives.MASK, new double[4][3]))
        .isInstanceOf(ShapeException.class)
        .hasMessage("clip: expected positives [4, 4] for rows [4, 3], found [4, 3]");
  }

  @Test
  void refusesABeginningAboveTheEnd() {
    assertThatThrownBy(() -> new ClipObjective(120, 100, FalseNegatives.KEEP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("initial_logit_scale: expected at most max_logit_scale 100.0, found 120.0");
  }

  /** Items 1 and 3 lack a side. */
  private static final double[] PRESENT = {1, 0, 1, 0};

  private static Value partial(ContrastiveObjective objective, Graph g, double[][] positives) {
    BatchPairs pairs =
        new BatchPairs(
            Optional.of(g.constant(Nd4j.createFromArray(positives))),
            Optional.of(g.constant(Nd4j.createFromArray(PRESENT))));
    return objective.loss(g, g.input("left", 4, 3), g.input("right", 4, 3), pairs).loss();
  }

  private static INDArray some(INDArray rows) {
    return Nd4j.vstack(rows.getRow(0).dup(), rows.getRow(2).dup());
  }

  static void absentItemsCountForNothing(ContrastiveObjective objective) {
    for (double[][] positives : List.of(new double[4][4], SAME)) {
      Graph all = GradientCheck.graph();
      Value loss = partial(objective, all, positives);
      GradientCheck check = GradientCheck.of(all, 5);
      Graph two = GradientCheck.graph();
      double[][] marked = {{0, positives[0][2]}, {positives[2][0], 0}};
      Value alone =
          objective
              .loss(
                  two,
                  two.input("left", 2, 3),
                  two.input("right", 2, 3),
                  BatchPairs.marked(two.constant(Nd4j.createFromArray(marked))))
              .loss();
      GradientCheck expected = GradientCheck.of(two, 5);
      expected.feed("left", some(check.array("left")));
      expected.feed("right", some(check.array("right")));

      assertThat(check.evaluate(loss).getDouble(0))
          .isCloseTo(expected.evaluate(alone).getDouble(0), within(1e-12));
      Value left = all.inputs().get("left");
      INDArray gradient =
          check.evaluate(Differentiation.gradients(loss, List.of(left)).get("left"));
      assertThat(gradient.getRow(1).norm2Number().doubleValue()).isZero();
      assertThat(gradient.getRow(3).norm2Number().doubleValue()).isZero();
      assertThat(GradientCheck.of(all, 6).passes(loss)).isPositive();
    }
  }

  @Test
  void absentItemsAreNeitherQueriesNorCandidates() {
    absentItemsCountForNothing(new ClipObjective(5, 100, FalseNegatives.MASK));
    absentItemsCountForNothing(new ClipObjective(5, 100, FalseNegatives.KEEP));
  }

  @Test
  void refusesMarksOfAnotherLength() {
    BatchPairs pairs =
        new BatchPairs(
            Optional.empty(), Optional.of(graph.constant(Nd4j.createFromArray(1.0, 1.0, 0.0))));
    assertThatThrownBy(() -> ClipObjective.defaults().loss(graph, left, right, pairs))
        .isInstanceOf(ShapeException.class)
        .hasMessage("clip: expected present [4] for rows [4, 3], found [3]");
  }
}
