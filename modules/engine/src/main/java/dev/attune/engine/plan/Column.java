package dev.attune.engine.plan;

/**
 * A matrix that has become columns of a wider one.
 *
 * @param wider [rows, all columns], dense
 * @param first its first column there
 * @param columns how many it has
 */
record Column(Operand wider, long first, long columns) {

  /** The matrix itself, by stride. */
  Operand view() {
    long[] shape = {wider.size(0), columns};
    return new Operand(wider.storage(), first, shape, wider.strides());
  }
}
