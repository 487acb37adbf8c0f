package dev.attune.engine.plan;

import java.util.List;

/**
 * A function of each element can run before or after elements change places: before, it can run in
 * the epilogue of what computed them, and the copy can become a view.
 */
final class FunctionsBeforeCopies {
  private final Steps steps;
  private final Storages storages;

  FunctionsBeforeCopies(Steps steps, Storages storages) {
    this.steps = steps;
    this.storages = storages;
  }

  void run() {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).kernel() instanceof Kernel.Copy) {
        exchange(i);
      }
    }
  }

  /** copy → function becomes function → copy, where the function alone reads the copy. */
  private void exchange(int copy) {
    Step moved = steps.get(copy);
    List<Steps.Read> reads = steps.reads(moved.output().storage());
    if (reads.size() != 1 || steps.isResult(moved.output().storage())) {
      return;
    }
    int index = reads.get(0).step();
    Step function = steps.get(index);
    Operand source = moved.inputs().get(0);
    boolean whole = source.length() == storages.all().get(source.storage()).length();
    if (!(function.kernel() instanceof Kernel.Map) || !function.epilogues().isEmpty() || !whole) {
      return;
    }
    Operand before = Operand.dense(source.storage(), source.length());
    Operand between = storages.fresh("applied", source.length());
    Operand permuted = source.at(between.storage());
    Step first = Step.of(function.kernel(), List.of(before), between);
    Operand result = function.output().reshaped(moved.output().shape());
    Step second = Step.of(moved.kernel(), List.of(permuted), result);
    steps.set(copy, first);
    steps.set(index, second);
  }
}
