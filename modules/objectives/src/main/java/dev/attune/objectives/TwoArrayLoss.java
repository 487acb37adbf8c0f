package dev.attune.objectives;

import dev.attune.graph.Differentiation;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One objective on two arrays, in double: its value, and its gradient for either side. */
public final class TwoArrayLoss {

  /**
   * The most rows taken. Losses over all pairs hold several squares of twice that side; beyond this
   * they would outgrow a usual machine, and running out of native memory ends the process.
   */
  public static final int MAX_ROWS = 4096;

  /**
   * Widest rows: Barlow Twins and VICReg hold squares of this side; the papers' heads have 8192.
   */
  public static final int MAX_WIDTH = 8192;

  private static final String LEFT = "left";
  private static final String RIGHT = "right";

  private TwoArrayLoss() {}

  /**
   * What an objective gives.
   *
   * @param loss its value
   * @param leftGradient [n, d]
   * @param rightGradient [n, d]; zeros for an objective that passes none to this side
   */
  @SuppressWarnings("ArrayRecordComponent") // arrays are what callers write to disk
  public record Result(double loss, double[][] leftGradient, double[][] rightGradient) {}

  /**
   * Evaluates an objective and its gradients.
   *
   * @param left [n, d]
   * @param right [n, d]
   * @throws IllegalArgumentException if an array is empty or ragged, holds a number that is not
   *     finite, has more than {@link #MAX_ROWS} rows, or does not fit the objective
   */
  public static Result evaluate(Objective objective, double[][] left, double[][] right) {
    check(LEFT, left);
    check(RIGHT, right);
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.DOUBLE);
    Value leftRows = graph.input(LEFT, left.length, left[0].length);
    Value rightRows = graph.input(RIGHT, right.length, right[0].length);
    Value loss = objective.loss(leftRows, rightRows);
    Map<String, Value> gradients = Differentiation.gradients(loss, List.of(leftRows, rightRows));

    List<String> wanted = new ArrayList<>();
    wanted.add(loss.name());
    gradients.values().forEach(gradient -> wanted.add(gradient.name()));
    try (INDArray leftArray = Nd4j.createFromArray(left);
        INDArray rightArray = Nd4j.createFromArray(right)) {
      Map<String, INDArray> results =
          graph.sameDiff().output(Map.of(LEFT, leftArray, RIGHT, rightArray), wanted);
      return new Result(
          results.get(loss.name()).getDouble(0),
          rows(results, gradients.get(leftRows.name()), left),
          rows(results, gradients.get(rightRows.name()), right));
    }
  }

  /** As {@link #evaluate(Objective, double[][], double[][])}, computed in double all the same. */
  public static Result evaluate(Objective objective, float[][] left, float[][] right) {
    return evaluate(objective, widened(left), widened(right));
  }

  private static double[][] rows(Map<String, INDArray> results, Value gradient, double[][] like) {
    return gradient == null
        ? new double[like.length][like[0].length]
        : results.get(gradient.name()).toDoubleMatrix();
  }

  private static void check(String side, double[][] rows) {
    if (rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException(side + ": expected at least one number, found none");
    }
    if (rows.length > MAX_ROWS) {
      throw new IllegalArgumentException(
          side + ": expected a batch of at most " + MAX_ROWS + " rows, found " + rows.length);
    }
    if (rows[0].length > MAX_WIDTH) {
      throw new IllegalArgumentException(
          side + ": expected a width of at most " + MAX_WIDTH + ", found " + rows[0].length);
    }
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != rows[0].length) {
        throw new IllegalArgumentException(
            side
                + " row "
                + i
                + ": expected width "
                + rows[0].length
                + ", found "
                + rows[i].length);
      }
      for (int k = 0; k < rows[i].length; k++) {
        if (!Double.isFinite(rows[i][k])) {
          throw new IllegalArgumentException(
              side
                  + " row "
                  + i
                  + " column "
                  + k
                  + ": expected a finite number, found "
                  + rows[i][k]);
        }
      }
    }
  }

  private static double[][] widened(float[][] rows) {
    return Arrays.stream(rows)
        .map(
            row -> {
              double[] wide = new double[row.length];
              Arrays.setAll(wide, k -> row[k]);
              return wide;
            })
        .toArray(double[][]::new);
  }
}
