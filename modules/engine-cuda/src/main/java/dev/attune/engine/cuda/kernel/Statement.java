package dev.attune.engine.cuda.kernel;

import dev.attune.engine.plan.Operand;

/** One line of a {@link RowKernel}. Ids are unique within a kernel. */
public sealed interface Statement {

  /** Names a number of each element. */
  record Let(int id, Term value) implements Statement {}

  /** Names a number of each row, made of such numbers. */
  record LetRow(int id, Term value) implements Statement {}

  /** Names a row's sum or largest element. */
  record Reduce(int id, Reduction reduction, Term value) implements Statement {}

  /**
   * Writes each element.
   *
   * @param to of the kernel's shape
   */
  record Store(Operand to, Term value) implements Statement {}

  /**
   * Writes a number of each row.
   *
   * @param to of the kernel's shape up to the row; no axis for a single row
   */
  record StoreRow(Operand to, Term value) implements Statement {}

  /** What becomes of a row's elements. */
  enum Reduction {
    SUM,
    MAX
  }

  /** The number that it names, joins or writes. */
  default Term value() {
    if (this instanceof Let let) {
      return let.value;
    }
    if (this instanceof LetRow let) {
      return let.value;
    }
    if (this instanceof Reduce reduce) {
      return reduce.value;
    }
    return this instanceof Store store ? store.value : ((StoreRow) this).value;
  }
}
