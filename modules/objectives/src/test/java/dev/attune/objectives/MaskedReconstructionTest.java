package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MaskedReconstructionTest {
  private static final int ROWS = 3;
  private static final int PATCHES = 4;
  private static final int ELEMENTS = 5;

  /** The second row has nothing hidden, the others differ in how much. */
  private static final double[][] HIDDEN = {{0, 1, 0, 0}, {0, 0, 0, 0}, {1, 1, 0, 1}};

  private final Graph graph = GradientCheck.graph();
  private final Value prediction = graph.input("prediction", ROWS, PATCHES, ELEMENTS);
  private final Value target = graph.input("target", ROWS, PATCHES, ELEMENTS);
  private final Value hidden = graph.input("hidden", ROWS, PATCHES);
  private final Value loss = MaskedReconstruction.loss(prediction, target, hidden);
  private final Value byRow = MaskedReconstruction.byRow(prediction, target, hidden);

  private GradientCheck check(long seed, double[]... marks) {
    return GradientCheck.of(graph, seed).feed("hidden", Nd4j.createFromArray(marks));
  }

  private static double patchError(GradientCheck check, int row, int patch) {
    double sum = 0;
    for (int k = 0; k < ELEMENTS; k++) {
      double difference =
          check.array("prediction").getDouble(row, patch, k)
              - check.array("target").getDouble(row, patch, k);
      sum += difference * difference;
    }
    return sum / ELEMENTS;
  }

  private static double slow(GradientCheck check, int from, int to) {
    double sum = 0;
    int count = 0;
    for (int row = from; row < to; row++) {
      for (int patch = 0; patch < PATCHES; patch++) {
        if (HIDDEN[row][patch] == 1) {
          sum += patchError(check, row, patch);
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  @Test
  void theLossIsTheMeanOverAllHiddenPatches() {
    GradientCheck check = check(1, HIDDEN);

    assertThat(check.evaluate(loss).getDouble(0)).isCloseTo(slow(check, 0, ROWS), within(1e-12));
  }

  @Test
  void eachRowsErrorIsTheMeanOverItsOwnHiddenPatches() {
    GradientCheck check = check(2, HIDDEN);
    INDArray errors = check.evaluate(byRow);

    assertThat(errors.shape()).containsExactly(ROWS);
    for (int row = 0; row < ROWS; row++) {
      assertThat(errors.getDouble(row)).isCloseTo(slow(check, row, row + 1), within(1e-12));
    }
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    List<String> patches = List.of("prediction", "target");

    assertThat(check(3, HIDDEN).passesFor(loss, patches)).isEqualTo(2);
    assertThat(check(4, HIDDEN).passesFor(byRow, patches)).isEqualTo(2);
  }

  @Test
  void aRowWithNothingHiddenHasNoError() {
    assertThat(check(5, HIDDEN).evaluate(byRow).getDouble(1)).isZero();
  }

  @Test
  void aBatchWithNothingHiddenHasNoErrorAndNoGradient() {
    GradientCheck check = check(6, new double[ROWS][PATCHES]);

    assertThat(check.evaluate(loss).getDouble(0)).isZero();
    assertThat(check.evaluate(byRow).toDoubleVector()).containsOnly(0);
    assertThat(check.gradient(loss, prediction).amaxNumber().doubleValue()).isZero();
    assertThat(check.gradient(byRow, prediction).amaxNumber().doubleValue()).isZero();
  }

  /** Other numbers wherever no patch is hidden. */
  private static INDArray changedWhereSeen(INDArray array) {
    INDArray changed = array.dup();
    for (int row = 0; row < ROWS; row++) {
      for (int patch = 0; patch < PATCHES; patch++) {
        for (int k = 0; k < ELEMENTS && HIDDEN[row][patch] == 0; k++) {
          changed.putScalar(new int[] {row, patch, k}, 1000 + 10 * patch + k);
        }
      }
    }
    return changed;
  }

  @Test
  void whatIsNotHiddenChangesNothing() {
    GradientCheck check = check(7, HIDDEN);
    double before = check.evaluate(loss).getDouble(0);
    INDArray rowsBefore = check.evaluate(byRow);
    check.feed("prediction", changedWhereSeen(check.array("prediction")));

    assertThat(check.evaluate(loss).getDouble(0)).isEqualTo(before);
    assertThat(check.evaluate(byRow)).isEqualTo(rowsBefore);
  }

  @Test
  void theGradientIsZeroExactlyWhereNothingIsHidden() {
    GradientCheck check = check(8, HIDDEN);
    for (Value value : List.of(loss, byRow)) {
      INDArray gradient = check.gradient(value, prediction);
      for (int row = 0; row < ROWS; row++) {
        for (int patch = 0; patch < PATCHES; patch++) {
          for (int k = 0; k < ELEMENTS; k++) {
            assertThat(gradient.getDouble(row, patch, k) != 0).isEqualTo(HIDDEN[row][patch] == 1);
          }
        }
      }
    }
  }

  static Stream<Arguments> wrongShapes() {
    long[] patches = {3, 4, 5};
    long[] marks = {3, 4};
    return Stream.of(
        Arguments.of(new long[] {3, 20}, new long[] {3, 20}, marks),
        Arguments.of(patches, new long[] {3, 4, 1}, marks),
        Arguments.of(patches, new long[] {3, 5, 4}, marks),
        Arguments.of(patches, patches, new long[] {4, 3}),
        Arguments.of(patches, patches, new long[] {3, 1}),
        Arguments.of(patches, patches, new long[] {3, 4, 1}));
  }

  @ParameterizedTest
  @MethodSource("wrongShapes")
  void refusesOtherShapesAndNamesThem(long[] predicted, long[] wanted, long[] marks) {
    Graph other = GradientCheck.graph();
    Value a = other.input("a", predicted);
    Value b = other.input("b", wanted);
    Value c = other.input("c", marks);
    String message =
        "masked reconstruction: expected [rows, patches, elements] twice and [rows, patches],"
            + " found %s, %s and %s".formatted(a, b, c);

    assertThatThrownBy(() -> MaskedReconstruction.loss(a, b, c))
        .isInstanceOf(ShapeException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> MaskedReconstruction.byRow(a, b, c))
        .isInstanceOf(ShapeException.class)
        .hasMessage(message);
  }
}
