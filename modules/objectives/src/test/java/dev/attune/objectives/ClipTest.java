package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.Differentiation;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClipTest {
  private final double[][] left = Rows.normal(new Random(1), 5, 3);
  private final double[][] right = Rows.normal(new Random(2), 5, 3);

  /** The pseudocode of arXiv:2103.00020, figure 3, as loops. */
  private static double slow(double[][] logits) {
    double total = 0;
    int n = logits.length;
    for (int i = 0; i < n; i++) {
      double row = 0;
      double column = 0;
      for (int j = 0; j < n; j++) {
        row += Math.exp(logits[i][j]);
        column += Math.exp(logits[j][i]);
      }
      total -= Math.log(Math.exp(logits[i][i]) / row);
      total -= Math.log(Math.exp(logits[i][i]) / column);
    }
    return total / (2 * n);
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    double expected = slow(Rows.scaled(Rows.cosines(left, right), 7));

    assertThat(TwoArrayLoss.evaluate(new Clip(7, true), left, right).loss())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void takesRowsAsTheyAreWhenAskedTo() {
    double expected = slow(Rows.scaled(Rows.products(left, right), 0.5));

    assertThat(TwoArrayLoss.evaluate(new Clip(0.5, false), left, right).loss())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void isTheLogarithmOfTheBatchWhenAllRowsAreEqual() {
    double[][] same = Rows.constant(0.3, 8, 4);

    assertThat(TwoArrayLoss.evaluate(new Clip(100, true), same, same).loss())
        .isCloseTo(Math.log(8), within(1e-12));
  }

  @Test
  void vanishesForOrthogonalPairsAtAHighScale() {
    double[][] axes = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    assertThat(TwoArrayLoss.evaluate(new Clip(100, true), axes, axes).loss())
        .isCloseTo(2 * Math.exp(-100), within(1e-15));
  }

  /** Logits 200 apart: what ND4J's log_softmax makes infinite. */
  @Test
  void staysExactInFloatForTheHardestPairsAtTheHighestScale() {
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.FLOAT);
    Value leftRows = graph.input("left", 2, 2);
    Value rightRows = graph.input("right", 2, 2);
    Value loss = new Clip(100, true).loss(leftRows, rightRows);
    Value gradient = Differentiation.gradients(loss, List.of(leftRows)).get("left");
    Map<String, INDArray> results =
        graph
            .sameDiff()
            .output(
                Map.of(
                    "left", Nd4j.createFromArray(new float[][] {{1, 0}, {-1, 0}}),
                    "right", Nd4j.createFromArray(new float[][] {{-1, 0}, {1, 0}})),
                List.of(loss.name(), gradient.name()));

    assertThat(results.get(loss.name()).getFloat(0)).isCloseTo(200, within(1e-3f));
    assertThat(results.get(gradient.name()).ravel().toFloatVector()).doesNotContain(Float.NaN);
  }

  @Test
  void doesNotCareWhichSideIsWhich() {
    Clip clip = new Clip(3, true);

    assertThat(TwoArrayLoss.evaluate(clip, left, right).loss())
        .isCloseTo(TwoArrayLoss.evaluate(clip, right, left).loss(), within(1e-14));
  }

  @Test
  void refusesAScaleThatDoesNotMultiply() {
    assertThatThrownBy(() -> new Clip(0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logit_scale: expected a finite number above 0, found 0.0");
  }
}
