package dev.attune.engine.plan;

import java.util.List;

/**
 * A copy in another order of dimensions is left out where those that read it can read by stride, or
 * the product before it can write by stride: attention's heads never move.
 */
final class StridedViews {
  private final Steps steps;

  StridedViews(Steps steps) {
    this.steps = steps;
  }

  void run() {
    for (int i = 0; i < steps.size(); i++) {
      boolean copy = steps.get(i).kernel() instanceof Kernel.Copy;
      if (copy && (readThrough(i) || writeThrough(i))) {
        steps.remove(i);
        i--;
      }
    }
  }

  /** Lets all readers of the copy read its source by stride. */
  private boolean readThrough(int index) {
    Operand dense = steps.get(index).output();
    Operand through = steps.get(index).inputs().get(0);
    List<Steps.Read> reads = List.copyOf(steps.reads(dense.storage()));
    if (steps.isResult(dense.storage()) || !dense.isDense()) {
      return false;
    }
    for (Steps.Read read : reads) {
      if (!readsByStride(read) || !isMatrix(read.operand().mapped(dense, through))) {
        return false;
      }
    }
    for (Steps.Read read : reads) {
      Operand mapped = read.operand().mapped(dense, through);
      steps.set(read.step(), steps.get(read.step()).withInput(read.input(), mapped));
    }
    return true;
  }

  /** Products read matrices whose rows or columns stand together; others would be copied first. */
  private static boolean isMatrix(Operand mapped) {
    if (mapped == null) {
      return false;
    }
    int rank = mapped.rank();
    return mapped.strides()[rank - 1] == 1 || (rank > 1 && mapped.strides()[rank - 2] == 1);
  }

  private boolean readsByStride(Steps.Read read) {
    return read.input() >= 0 && steps.get(read.step()).kernel().takesStrides();
  }

  /** Lets the product that computed the source write to the copy's place by stride. */
  private boolean writeThrough(int index) {
    Operand to = steps.get(index).output();
    Operand from = steps.get(index).inputs().get(0);
    int writer = steps.writer(from.storage());
    if (writer < 0
        || steps.isResult(from.storage())
        || !(steps.get(writer).kernel() instanceof Kernel.Product)) {
      return false;
    }
    // Where each dimension of the source stands in the result: the copy's order, inverted.
    Operand source = from;
    Operand written = steps.get(writer).output().mapped(source, to);
    if (written == null || written.strides()[written.rank() - 1] != 1) {
      return false;
    }
    List<Steps.Read> others = List.copyOf(steps.reads(from.storage()));
    for (Steps.Read read : others) {
      boolean itself = read.step() == index;
      if (!itself && (!readsByStride(read) || !isMatrix(read.operand().mapped(source, to)))) {
        return false;
      }
    }
    for (Steps.Read read : others) {
      if (read.step() != index) {
        Operand mapped = read.operand().mapped(source, to);
        steps.set(read.step(), steps.get(read.step()).withInput(read.input(), mapped));
      }
    }
    steps.set(writer, steps.get(writer).withOutput(written));
    return true;
  }
}
