package dev.attune.engine.cuda.kernel;

import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Operand;
import java.util.List;

/** A number that depends on the row, or on the row and the column. */
public sealed interface Term {

  /**
   * What stands in memory.
   *
   * @param operand of the kernel's shape; a stride of 0 repeats along an axis
   */
  record Load(Operand operand) implements Term {}

  /** A constant. */
  record Constant(double value) implements Term {}

  /** The column's number, as a float: exact up to 2²⁴. */
  record Column() implements Term {}

  /** A function of a number. */
  record Apply(Function function, Term argument) implements Term {}

  /** What a plan's functions do not know. */
  enum Routine {
    /** log(1 + v), exact near 0. */
    LOG_OF_ONE_PLUS,
    /** −1, 0 or 1. */
    SIGN,
    /** 1 above 0, else 0. */
    ABOVE_ZERO
  }

  /** A routine of a number. */
  record Call(Routine routine, Term argument) implements Term {}

  /**
   * A gradient through a function.
   *
   * @param gradient of the function's result
   * @param at the function's argument, or its result
   * @param fromResult which of the two
   */
  record Slope(Function function, Term gradient, Term at, boolean fromResult) implements Term {}

  /** Two numbers joined. */
  record Join(Binary operation, Term left, Term right) implements Term {}

  /** What an earlier {@link Statement.Let} named. */
  record Element(int id) implements Term {}

  /** What an earlier {@link Statement.Reduce} or {@link Statement.LetRow} named. */
  record RowValue(int id) implements Term {}

  /** The terms it is made of. */
  default List<Term> parts() {
    if (this instanceof Apply apply) {
      return List.of(apply.argument);
    }
    if (this instanceof Call call) {
      return List.of(call.argument);
    }
    if (this instanceof Slope slope) {
      return List.of(slope.gradient, slope.at);
    }
    return this instanceof Join join ? List.of(join.left, join.right) : List.of();
  }

  /** Sum of two. */
  static Term add(Term left, Term right) {
    return new Join(Binary.ADD, left, right);
  }

  /** Difference of two. */
  static Term subtract(Term left, Term right) {
    return new Join(Binary.SUBTRACT, left, right);
  }

  /** Product of two. */
  static Term multiply(Term left, Term right) {
    return new Join(Binary.MULTIPLY, left, right);
  }

  /** Quotient of two. */
  static Term divide(Term left, Term right) {
    return new Join(Binary.DIVIDE, left, right);
  }

  /** A function's value. */
  static Term of(Function.Kind kind, Term argument) {
    return new Apply(Function.of(kind), argument);
  }

  /** alpha · argument + beta. */
  static Term linear(double alpha, Term argument, double beta) {
    return new Apply(Function.linear(alpha, beta), argument);
  }
}
