package dev.attune.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Products of matrices with the same left side, and how to put others in their place. */
final class ProductGroups {
  private final Steps steps;

  ProductGroups(Steps steps) {
    this.steps = steps;
  }

  /** A product of matrices and all later ones with the same left side. */
  List<Integer> sharing(int index) {
    List<Integer> group = new ArrayList<>();
    if (!isMatrixProduct(steps.get(index))) {
      return group;
    }
    Operand left = steps.get(index).inputs().get(0);
    for (Steps.Read read : steps.reads(left.storage())) {
      boolean same = read.input() == 0 && same(read.operand(), left);
      if (same && read.step() >= index && isMatrixProduct(steps.get(read.step()))) {
        group.add(read.step());
      }
    }
    return group.stream().distinct().sorted().toList();
  }

  private static boolean same(Operand a, Operand b) {
    return a.offset() == b.offset()
        && Arrays.equals(a.shape(), b.shape())
        && Arrays.equals(a.strides(), b.strides());
  }

  static boolean isMatrixProduct(Step step) {
    return step.kernel() instanceof Kernel.Product && step.output().rank() == 2;
  }

  /** Whether a product can read a matrix as columns of a wider one. */
  boolean widens(Steps.Read read, Operand matrix) {
    return read.input() >= 0
        && steps.get(read.step()).kernel() instanceof Kernel.Product
        && !isBatchOfVectors(read.operand())
        && read.operand().widened(matrix.size(1), matrix, 0) != null;
  }

  /** Single tokens: oneDNN 3.11 reads them wrongly by stride, and there is nothing to save. */
  private static boolean isBatchOfVectors(Operand operand) {
    return operand.rank() > 2 && (operand.size(-1) == 1 || operand.size(-2) == 1);
  }

  /** Lets all who read a matrix read it as columns of a wider one. */
  void widenReads(Operand matrix, Operand wider, long first) {
    int storage = matrix.storage();
    long columns = matrix.size(1);
    for (Steps.Read read : List.copyOf(steps.reads(storage))) {
      Step reader = steps.get(read.step());
      steps.set(
          read.step(),
          reader.mapped(o -> o.storage() == storage ? o.widened(columns, wider, first) : o));
    }
  }

  /** Takes the steps of a group out, and puts others in the place of one of them. */
  void replace(List<Integer> group, int place, List<Step> others) {
    int position = place;
    for (int i = group.size() - 1; i >= 0; i--) {
      position -= group.get(i) < place ? 1 : 0;
      steps.remove(group.get(i));
    }
    for (int i = others.size() - 1; i >= 0; i--) {
      steps.insert(position, others.get(i));
    }
  }
}
