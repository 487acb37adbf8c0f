package dev.attune.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Normalisations against the papers' formulas, element by element. */
class NormsTest {

  @Test
  void layerNormFollowsItsFormula() {
    Graph graph = GradientCheck.graph();
    Value y = new LayerNorm(0.01).apply(graph, graph.input("x", 3, 5));
    GradientCheck check =
        GradientCheck.of(graph, 1)
            .feed("gain", row(2, 3, 4, 5, 6))
            .feed("offset", row(1, 0, 1, 0, 1));
    INDArray x = check.array("x");
    for (int i = 0; i < 3; i++) {
      double mean = x.getRow(i).meanNumber().doubleValue();
      double variance = x.getRow(i).sub(mean).norm2Number().doubleValue();
      variance = variance * variance / 5;
      for (int j = 0; j < 5; j++) {
        double standard = (x.getDouble(i, j) - mean) / Math.sqrt(variance + 0.01);
        assertThat(check.evaluate(y).getDouble(i, j))
            .isCloseTo(standard * (j + 2) + (1 - j % 2), within(1e-10));
      }
    }
  }

  @Test
  void rmsNormFollowsItsFormula() {
    Graph graph = GradientCheck.graph();
    Value y = new RmsNorm(0.01).apply(graph, graph.input("x", 3, 5));
    GradientCheck check = GradientCheck.of(graph, 1).feed("gain", row(2, 3, 4, 5, 6));
    INDArray x = check.array("x");
    for (int i = 0; i < 3; i++) {
      double norm = x.getRow(i).norm2Number().doubleValue();
      for (int j = 0; j < 5; j++) {
        assertThat(check.evaluate(y).getDouble(i, j))
            .isCloseTo(
                x.getDouble(i, j) / Math.sqrt(norm * norm / 5 + 0.01) * (j + 2), within(1e-10));
      }
    }
  }

  @Test
  void batchNormStandardisesChannelsAndObservesThem() {
    Graph graph = GradientCheck.graph();
    Value y = new BatchNorm(0.01, 0.8).apply(graph, graph.input("x", 2, 3, 5, 7));
    GradientCheck check =
        GradientCheck.of(graph, 1).feed("gain", row(2, 3, 4)).feed("offset", row(-1, 0, 1));
    INDArray x = check.array("x");
    Statistic mean = graph.statistics().get(0);
    Statistic variance = graph.statistics().get(1);
    assertThat(mean.name()).isEqualTo("mean");
    assertThat(variance.name()).isEqualTo("variance");
    assertThat(variance.momentum()).isEqualTo(0.8);
    assertThat(variance.initial()).isEqualTo(1);
    double[] means = check.evaluate(mean.observed()).toDoubleVector();
    double[] unbiased = check.evaluate(variance.observed()).toDoubleVector();
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < 70; k++) {
        sum += x.getDouble(k / 35, c, k / 7 % 5, k % 7);
      }
      for (int k = 0; k < 70; k++) {
        squares += Math.pow(x.getDouble(k / 35, c, k / 7 % 5, k % 7) - sum / 70, 2);
      }
      assertThat(means[c]).isCloseTo(sum / 70, within(1e-10));
      assertThat(unbiased[c]).isCloseTo(squares / 69, within(1e-10));
      double standard = (x.getDouble(1, c, 2, 3) - sum / 70) / Math.sqrt(squares / 70 + 0.01);
      assertThat(check.evaluate(y).getDouble(1, c, 2, 3))
          .isCloseTo(standard * (c + 2) + c - 1, within(1e-10));
    }
  }

  @Test
  void batchNormUsesItsAveragesInInference() {
    for (long[] shape : new long[][] {{2, 3, 5, 7}, {4, 3}}) {
      Graph graph = Graph.create(Graph.Mode.INFERENCE, DataType.DOUBLE);
      Value y = new BatchNorm(0.01, 0.9).apply(graph, graph.input("x", shape));
      GradientCheck check =
          GradientCheck.of(graph, 1)
              .feed("gain", row(2, 3, 4))
              .feed("offset", row(-1, 0, 1))
              .feed("mean", row(0.5, 0.25, -0.5))
              .feed("variance", row(1, 2, 3));
      INDArray x = check.array("x");
      long[] at = shape.length == 2 ? new long[] {3, 1} : new long[] {1, 1, 4, 6};
      assertThat(check.evaluate(y).getDouble(at))
          .isCloseTo((x.getDouble(at) - 0.25) / Math.sqrt(2.01) * 3, within(1e-10));
    }
  }

  @Test
  void batchNormRefusesWhatHasNoVariance() {
    Graph graph = GradientCheck.graph();
    assertThatThrownBy(() -> BatchNorm.standard().apply(graph, graph.input("x", 1, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[1, 3]");
    assertThatThrownBy(() -> BatchNorm.standard().apply(graph, graph.input("y", 2, 3, 5)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[2, 3, 5]");
  }

  private static INDArray row(double... values) {
    return Nd4j.createFromArray(values);
  }
}
