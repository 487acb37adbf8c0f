package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One call of cuBLASLt's product: result = scale · first · second + share · addend + bias, matrix
 * by matrix over the axes before the last two. In BLAS' order the result of a product in C order is
 * its transpose, so that the right factor comes first.
 *
 * @param first the right factor; BLAS reads its transpose if it is not {@link Matrix#turned}
 * @param second the left factor; likewise
 * @param result turned, always
 * @param addend added to each matrix, turned like the result
 * @param share what the addend counts for: 1 or −1
 * @param bias added to each column of BLAS' result, neighbours beside each other
 * @param scale of the product
 */
public record MatrixProduct(
    Matrix first,
    Matrix second,
    Matrix result,
    Optional<Matrix> addend,
    double share,
    Optional<Operand> bias,
    double scale) {

  /** Rows of BLAS' result. */
  public long rows() {
    return result.rows();
  }

  /** Columns of BLAS' result. */
  public long columns() {
    return result.columns();
  }

  /** Elements of each sum. */
  public long inner() {
    return second.turned() ? second.rows() : second.columns();
  }

  /** Sizes of the axes that count matrices; none for one matrix. */
  public long[] batch() {
    return Arrays.copyOf(result.operand().shape(), result.operand().rank() - 2);
  }

  /** How many matrices. */
  public long matrices() {
    return Arrays.stream(batch()).reduce(1, (a, b) -> a * b);
  }

  /**
   * Where each matrix of an operand begins, in elements.
   *
   * @param matrix one of this call's
   */
  public long[] offsets(Matrix matrix) {
    long[] batch = batch();
    long[] offsets = new long[Math.toIntExact(matrices())];
    for (int i = 0; i < offsets.length; i++) {
      long left = i;
      long offset = matrix.operand().offset();
      for (int axis = batch.length - 1; axis >= 0; axis--) {
        offset += left % batch[axis] * matrix.operand().strides()[axis];
        left /= batch[axis];
      }
      offsets[i] = offset;
    }
    return offsets;
  }

  /**
   * The distance from one matrix to the next, if it is the same for all: then one call with a
   * stride does, otherwise it takes a list of addresses.
   */
  public Optional<Long> stride(Matrix matrix) {
    long[] offsets = offsets(matrix);
    long stride = offsets.length == 1 ? 0 : offsets[1] - offsets[0];
    for (int i = 1; i < offsets.length; i++) {
      if (offsets[i] - offsets[i - 1] != stride) {
        return Optional.empty();
      }
    }
    return Optional.of(stride);
  }

  /** All that it reads. */
  List<Operand> reads() {
    List<Operand> reads = new ArrayList<>(List.of(first.operand(), second.operand()));
    addend.ifPresent(matrix -> reads.add(matrix.operand()));
    bias.ifPresent(reads::add);
    return reads;
  }
}
