package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Operand;

/** Operands repeated to a larger shape. */
final class Broadcast {
  private Broadcast() {}

  /** Repeated where its size is 1 or an axis is missing in front. */
  static Operand to(Operand operand, long... shape) {
    if (shape.length == 0) {
      return atLeastOneAxis(operand.reshaped());
    }
    Operand ranked = operand.ranked(shape.length);
    long[] strides = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      if (ranked.size(i) != shape[i] && ranked.size(i) != 1) {
        throw new IllegalArgumentException(operand + " does not spread over another shape");
      }
      strides[i] = ranked.size(i) == 1 ? 0 : ranked.strides()[i];
    }
    return new Operand(operand.storage(), operand.offset(), shape.clone(), strides);
  }

  /** A scalar as one element of one axis. */
  static Operand atLeastOneAxis(Operand operand) {
    return operand.rank() > 0
        ? operand
        : new Operand(operand.storage(), operand.offset(), new long[] {1}, new long[] {0});
  }
}
