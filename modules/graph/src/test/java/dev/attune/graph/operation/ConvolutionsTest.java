package dev.attune.graph.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Windows over images against seven loops. */
class ConvolutionsTest {
  private static final int N = 2;
  private static final int CHANNELS = 3;
  private static final int H = 7;
  private static final int W = 5;

  static Stream<Arguments> windows() {
    return Stream.of(
        Arguments.of(3, 3, 1, 1, Padding.same()),
        Arguments.of(3, 3, 2, 2, Padding.same()),
        Arguments.of(2, 3, 1, 2, Padding.none()),
        Arguments.of(3, 2, 2, 1, new Padding(false, 1, 0)),
        Arguments.of(1, 1, 1, 1, Padding.none()),
        Arguments.of(3, 3, 2, 2, Padding.of(1)));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void convolution(int kh, int kw, int sh, int sw, Padding padding) {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", N, CHANNELS, H, W);
    Value kernel = graph.input("kernel", 4, CHANNELS, kh, kw);
    Value y = Convolutions.conv2d(x, kernel, sh, sw, padding);
    GradientCheck check = GradientCheck.of(graph, 5);
    INDArray result = check.evaluate(y);
    INDArray k = check.array("kernel");
    compare(
        result,
        (n, out, i, j) -> {
          double sum = 0;
          for (int c = 0; c < CHANNELS; c++) {
            for (int a = 0; a < kh; a++) {
              for (int b = 0; b < kw; b++) {
                int row = i * sh + a - before(padding, H, kh, sh, padding.height());
                int column = j * sw + b - before(padding, W, kw, sw, padding.width());
                sum += at(check.array("x"), n, c, row, column) * k.getDouble(out, c, a, b);
              }
            }
          }
          return sum;
        });
    assertThat(check.passes(y)).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("windows")
  void depthwise(int kh, int kw, int sh, int sw, Padding padding) {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", N, CHANNELS, H, W);
    Value kernel = graph.input("kernel", kh, kw, CHANNELS, 2);
    Value y = Convolutions.depthwise(x, kernel, sh, sw, padding);
    GradientCheck check = GradientCheck.of(graph, 6);
    INDArray k = check.array("kernel");
    compare(
        check.evaluate(y),
        (n, out, i, j) -> {
          double sum = 0;
          for (int a = 0; a < kh; a++) {
            for (int b = 0; b < kw; b++) {
              int row = i * sh + a - before(padding, H, kh, sh, padding.height());
              int column = j * sw + b - before(padding, W, kw, sw, padding.width());
              double weight = k.getDouble(a, b, out / 2, out % 2);
              sum += at(check.array("x"), n, out / 2, row, column) * weight;
            }
          }
          return sum;
        });
    assertThat(check.passes(y)).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("windows")
  void pools(int kh, int kw, int sh, int sw, Padding padding) {
    Graph graph = GradientCheck.graph();
    Value x = graph.input("x", N, CHANNELS, H, W);
    Value largest = Convolutions.maxPool(x, kh, kw, sh, sw, padding);
    Value mean = Convolutions.averagePool(x, kh, kw, sh, sw, padding);
    GradientCheck check = GradientCheck.of(graph, 7);
    INDArray images = check.array("x");
    INDArray means = check.evaluate(mean);
    compare(
        check.evaluate(largest),
        (n, c, i, j) -> {
          double peak = Double.NEGATIVE_INFINITY;
          double sum = 0;
          int count = 0;
          for (int a = 0; a < kh; a++) {
            for (int b = 0; b < kw; b++) {
              int row = i * sh + a - before(padding, H, kh, sh, padding.height());
              int column = j * sw + b - before(padding, W, kw, sw, padding.width());
              if (row >= 0 && row < H && column >= 0 && column < W) {
                peak = Math.max(peak, images.getDouble(n, c, row, column));
                sum += images.getDouble(n, c, row, column);
                count++;
              }
            }
          }
          assertThat(means.getDouble(n, c, i, j)).isCloseTo(sum / count, within(1e-10));
          return peak;
        });
    assertThat(check.passes(largest)).isEqualTo(1);
    assertThat(check.passes(mean)).isEqualTo(1);
  }

  private static int before(Padding padding, int size, int kernel, int stride, int explicit) {
    if (!padding.sameSize()) {
      return explicit;
    }
    int results = (size + stride - 1) / stride;
    return Math.max(0, (results - 1) * stride + kernel - size) / 2;
  }

  private static double at(INDArray x, int n, int c, int row, int column) {
    return row < 0 || row >= H || column < 0 || column >= W ? 0 : x.getDouble(n, c, row, column);
  }

  private interface Element {
    double at(int n, int channel, int row, int column);
  }

  private static void compare(INDArray found, Element expected) {
    INDArray slow = Nd4j.zerosLike(found);
    for (int n = 0; n < found.size(0); n++) {
      for (int c = 0; c < found.size(1); c++) {
        for (int i = 0; i < found.size(2); i++) {
          for (int j = 0; j < found.size(3); j++) {
            slow.putScalar(new int[] {n, c, i, j}, expected.at(n, c, i, j));
          }
        }
      }
    }
    assertThat(found.sub(slow).amaxNumber().doubleValue()).isLessThan(1e-10);
  }
}
