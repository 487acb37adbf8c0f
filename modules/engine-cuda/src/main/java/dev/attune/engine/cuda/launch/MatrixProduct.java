package dev.attune.engine.cuda.launch;

import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

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
 * @param precision of the factors; sums are single with each
 * @param written type of result, addend and bias
 */
public record MatrixProduct(
    Matrix first,
    Matrix second,
    Matrix result,
    Optional<Matrix> addend,
    double share,
    Optional<Operand> bias,
    double scale,
    Precision precision,
    DataType written) {

  /** Type of the factors in memory. */
  public DataType read() {
    return precision == Precision.BF16 ? DataType.BFLOAT16 : DataType.FLOAT;
  }

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
   * Matrices that stand an equal distance apart: what one call takes.
   *
   * @param count of matrices
   * @param place of the first of them among all axes but {@code axis}
   * @param axis which counts them; −1 if there is one matrix
   */
  public record Batch(long count, long[] place, int axis) {

    /** Where the first matrix begins, in elements of its memory. */
    public long offset(Matrix matrix) {
      long offset = matrix.operand().offset();
      for (int i = 0; i < place.length; i++) {
        offset += place[i] * matrix.operand().strides()[i];
      }
      return offset;
    }

    /** Elements from one matrix to the next. */
    public long stride(Matrix matrix) {
      return axis < 0 ? 0 : matrix.operand().strides()[axis];
    }
  }

  /**
   * All matrices as few batches: the longest axis that counts matrices is within, others without.
   */
  public List<Batch> batches() {
    long[] sizes = batch();
    int longest = -1;
    for (int axis = 0; axis < sizes.length; axis++) {
      longest = longest < 0 || sizes[axis] > sizes[longest] ? axis : longest;
    }
    long inner = longest < 0 ? 1 : sizes[longest];
    List<Batch> batches = new ArrayList<>();
    for (long i = 0; i < matrices() / inner; i++) {
      long[] place = new long[sizes.length];
      long left = i;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        if (axis != longest) {
          place[axis] = left % sizes[axis];
          left /= sizes[axis];
        }
      }
      batches.add(new Batch(inner, place, longest));
    }
    return batches;
  }

  /** All that it reads. */
  List<Operand> reads() {
    List<Operand> reads = new ArrayList<>(List.of(first.operand(), second.operand()));
    addend.ifPresent(matrix -> reads.add(matrix.operand()));
    bias.ifPresent(reads::add);
    return reads;
  }
}
