package dev.attune.engine.executor;

import dev.attune.engine.program.Views;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;

/** The gradients of several tasks, each a flat vector, and their sums and products. */
final class TaskVectors implements AutoCloseable {
  /** As in {@link GlobalNorm}: short sums in the vectors' precision, their total in double. */
  private static final long PART = 4096;

  private final INDArray sum;
  private final List<INDArray> sharedSum;
  private final List<INDArray> vectors = new ArrayList<>();
  private final List<List<INDArray>> shared = new ArrayList<>();

  /**
   * All zero.
   *
   * @param sum where they are added up
   * @param stretches where gradients are compared
   */
  TaskVectors(int tasks, INDArray sum, List<ParameterStore.Stretch> stretches) {
    this.sum = sum;
    sharedSum = parts(sum, stretches);
    for (int task = 0; task < tasks; task++) {
      INDArray vector = Nd4j.create(sum.dataType(), sum.length());
      vectors.add(vector);
      shared.add(parts(vector, stretches));
    }
  }

  /** The stretches of a vector, as matrices of short rows. */
  private static List<INDArray> parts(INDArray vector, List<ParameterStore.Stretch> stretches) {
    List<INDArray> parts = new ArrayList<>();
    for (ParameterStore.Stretch stretch : stretches) {
      long rows = stretch.length() / PART;
      long rest = stretch.length() % PART;
      if (rows > 0) {
        parts.add(Views.of(vector.data(), stretch.first(), rows, PART));
      }
      if (rest > 0) {
        parts.add(Views.of(vector.data(), stretch.first() + rows * PART, 1, rest));
      }
    }
    return parts;
  }

  /** Keeps what stands in the sum as a task's gradient. */
  void keep(int task) {
    vectors.get(task).assign(sum);
  }

  /** The product of each two tasks' gradients where they are compared. */
  double[][] products() {
    int tasks = vectors.size();
    double[][] products = new double[tasks][tasks];
    for (int i = 0; i < tasks; i++) {
      for (int j = i; j < tasks; j++) {
        products[i][j] = product(shared.get(i), shared.get(j));
        products[j][i] = products[i][j];
      }
    }
    return products;
  }

  private static double product(List<INDArray> left, List<INDArray> right) {
    double total = 0;
    for (int part = 0; part < left.size(); part++) {
      INDArray rows = Nd4j.getExecutioner().exec(new Dot(left.get(part), right.get(part), 1));
      for (double row : rows.toDoubleVector()) {
        total += row;
      }
    }
    return total;
  }

  /**
   * Adds the gradients up.
   *
   * @param own weight of each task's where gradients are not compared
   * @param common weight of each where they are
   */
  void combine(double[] own, double[] common) {
    sum.assign(0);
    for (int task = 0; task < own.length; task++) {
      VectorSums.add(own[task], vectors.get(task), sum);
    }
    for (int part = 0; part < sharedSum.size(); part++) {
      sharedSum.get(part).assign(0);
      for (int task = 0; task < common.length; task++) {
        VectorSums.add(common[task], shared.get(task).get(part), sharedSum.get(part));
      }
    }
  }

  long bytes() {
    return vectors.stream().mapToLong(v -> v.length() * v.dataType().width()).sum();
  }

  @Override
  public void close() {
    vectors.forEach(vector -> vector.data().close());
  }
}
