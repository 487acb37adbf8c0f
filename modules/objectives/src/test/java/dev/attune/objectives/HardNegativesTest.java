package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class HardNegativesTest {
  private final double[][] left = Rows.normal(new Random(51), 5, 3);
  private final double[][] right = Rows.normal(new Random(52), 5, 3);

  /** The objective of arXiv:2010.04592 with its importance weights, bound included. */
  private static double slow(double[][] left, double[][] right, HardNegatives settings) {
    int n = left.length;
    double[][] rows = new double[2 * n][];
    System.arraycopy(left, 0, rows, 0, n);
    System.arraycopy(right, 0, rows, n, n);
    double[][] similarity = Rows.scaled(Rows.cosines(rows, rows), 1 / settings.temperature());
    double total = 0;
    for (int i = 0; i < 2 * n; i++) {
      int partner = (i + n) % (2 * n);
      double weighted = 0;
      double weights = 0;
      for (int j = 0; j < 2 * n; j++) {
        if (j != i && j != partner) {
          double weight = Math.exp(settings.beta() * similarity[i][j]);
          weighted += weight * Math.exp(similarity[i][j]);
          weights += weight;
        }
      }
      double count = 2 * n - 2;
      double positive = Math.exp(similarity[i][partner]);
      double sum = weighted / (weights / count) - settings.tauPlus() * count * positive;
      double bound = count * Math.exp(-1 / settings.temperature());
      double negative = Math.max(sum / (1 - settings.tauPlus()), bound);
      total -= Math.log(positive / (positive + negative));
    }
    return total / (2 * n);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1, 0.1", "0.5, 0, 0.1", "0.3, 2.5, 0", "1.2, 0.5, 0.4", "0.1, 1, 0.05"})
  void agreesWithTheLoopOfThePaper(double temperature, double beta, double tauPlus) {
    HardNegatives settings = new HardNegatives(temperature, beta, tauPlus, true);

    assertThat(TwoArrayLoss.evaluate(settings, left, right).loss())
        .isCloseTo(slow(left, right, settings), within(1e-10));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1.3})
  void withoutReweightingAndDebiasingItIsNtXent(double temperature) {
    TwoArrayLoss.Result plain = TwoArrayLoss.evaluate(new NtXent(temperature, true), left, right);
    TwoArrayLoss.Result hard =
        TwoArrayLoss.evaluate(new HardNegatives(temperature, 0, 0, true), left, right);

    assertThat(hard.loss()).isCloseTo(plain.loss(), within(1e-11));
    for (int i = 0; i < left.length; i++) {
      assertThat(hard.leftGradient()[i]).containsExactly(plain.leftGradient()[i], within(1e-11));
      assertThat(hard.rightGradient()[i]).containsExactly(plain.rightGradient()[i], within(1e-11));
    }
  }

  @Test
  void similarNegativesCountTheMoreTheHigherBetaIs() {
    double plain = TwoArrayLoss.evaluate(new HardNegatives(0.5, 0, 0, true), left, right).loss();
    double hard = TwoArrayLoss.evaluate(new HardNegatives(0.5, 2, 0, true), left, right).loss();

    assertThat(hard).isGreaterThan(plain + 0.05);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void collapsedRowsLeaveOnlyTheCountWhateverTheSettings(DataType type) {
    for (HardNegatives settings :
        new HardNegatives[] {HardNegatives.defaults(), new HardNegatives(0.2, 0.5, 0.3, true)}) {
      Graph graph = Graph.create(Graph.Mode.TRAINING, type);
      Value loss = settings.loss(graph.input("left", 8, 3), graph.input("right", 8, 3));
      GradientCheck check =
          GradientCheck.of(graph, 1)
              .feed("left", Nd4j.createFromArray(Rows.constant(1, 8, 3)))
              .feed("right", Nd4j.createFromArray(Rows.constant(1, 8, 3)));

      assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(Math.log(15), within(1e-5));
    }
  }

  @Test
  void theSumOfNegativesStopsAtItsLeastPossibleValue() {
    double[][] axes = {{1, 0}, {-1, 0}};
    double least = 2 * Math.exp(-2);

    // Debiasing alone would leave a negative sum.
    assertThat(TwoArrayLoss.evaluate(HardNegatives.defaults(), axes, axes).loss())
        .isCloseTo(Math.log1p(least / Math.exp(2)), within(1e-12));
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    for (HardNegatives settings :
        new HardNegatives[] {
          new HardNegatives(0.7, 1.5, 0.05, true), new HardNegatives(1.3, 0.5, 0.01, false)
        }) {
      Graph graph = GradientCheck.graph();
      Value loss = settings.loss(graph.input("left", 4, 3), graph.input("right", 4, 3));

      assertThat(GradientCheck.of(graph, 53).passes(loss)).isEqualTo(2);
    }
  }

  @Test
  void atTheBoundOnlyThePartnerHasAGradient() {
    HardNegatives settings = new HardNegatives(0.5, 1, 0.9, true);
    Graph graph = GradientCheck.graph();
    Value loss = settings.loss(graph.input("left", 5, 3), graph.input("right", 5, 3));
    double[][] close = Rows.copy(left);
    double expected = 0;
    for (int i = 0; i < 5; i++) {
      close[i][i % 3] += 0.2;
    }
    for (int i = 0; i < 5; i++) {
      double positive = Rows.cosines(left, close)[i][i] / 0.5;
      expected += Math.log1p(8 * Math.exp(-2 - positive)) / 5;
    }
    GradientCheck check =
        GradientCheck.of(graph, 54)
            .feed("left", Nd4j.createFromArray(left))
            .feed("right", Nd4j.createFromArray(close));

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(expected, within(1e-12));
    assertThat(check.passes(loss)).isEqualTo(2);
  }

  @Test
  void staysFiniteWhereExponentialsOverflow() {
    double[][] axes = {{1, 0}, {-1, 0}};
    double[][] turned = {{-1, 0}, {1, 0}};
    HardNegatives settings = new HardNegatives(0.001, 1, 0, true);

    // Partners stand opposite; of the two negatives the same one weighs all: 2000 + ln 2.
    assertThat(TwoArrayLoss.evaluate(settings, axes, turned).loss())
        .isCloseTo(2000 + Math.log(2), within(1e-9));
    assertThat(TwoArrayLoss.evaluate(settings, axes, axes).loss()).isCloseTo(0, within(1e-9));
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThatThrownBy(() -> new HardNegatives(0, 1, 0.1, true))
        .hasMessage("temperature: expected a finite number above 0, found 0.0");
    assertThatThrownBy(() -> new HardNegatives(0.5, -1, 0.1, true))
        .hasMessage("beta: expected a finite number of at least 0, found -1.0");
    for (double share : new double[] {1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> new HardNegatives(0.5, 1, share, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tau_plus: expected a number of at least 0 and below 1, found " + share);
    }
  }
}
