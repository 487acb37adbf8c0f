package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Operand;
import java.util.Optional;

/**
 * The last two axes of an operand as BLAS sees them: columns one after another in memory. A matrix
 * in C order is its own transpose there.
 *
 * @param operand of the memory; axes before the last two count matrices
 * @param rows that stand next to each other in memory
 * @param columns a leading dimension apart
 * @param leading elements from one column to the next, at least {@code rows}
 * @param turned whether rows and columns are the operand's, exchanged
 */
public record Matrix(Operand operand, long rows, long columns, long leading, boolean turned) {

  /** As its transpose if it is in C order, as itself if in Fortran's; none if neither is. */
  static Optional<Matrix> of(Operand operand) {
    long rows = operand.size(-2);
    long columns = operand.size(-1);
    long down = operand.strides()[operand.rank() - 2];
    long right = operand.strides()[operand.rank() - 1];
    if (beside(columns, right) && apart(rows, down, columns)) {
      return Optional.of(new Matrix(operand, columns, rows, rows == 1 ? columns : down, true));
    }
    return beside(rows, down) && apart(columns, right, rows)
        ? Optional.of(new Matrix(operand, rows, columns, columns == 1 ? rows : right, false))
        : Optional.empty();
  }

  private static boolean beside(long count, long stride) {
    return count == 1 || stride == 1;
  }

  private static boolean apart(long count, long stride, long least) {
    return count == 1 || stride >= least;
  }
}
