package dev.attune.engine.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A result that is cheap to compute, large, and read again only much later (a GELU or a layer norm,
 * kept for the backward pass) is computed a second time there, so that its memory is free in
 * between (arXiv:1604.06174). Only where its inputs are kept anyway.
 */
final class Recomputation {
  /** A later read is worth a second computation if so many steps lie between. */
  private static final int GAP = 24;

  /** Elements below which memory is no matter. */
  private static final long LARGE = 1 << 14;

  private final Steps steps;
  private final Storages storages;

  Recomputation(Steps steps, Storages storages) {
    this.steps = steps;
    this.storages = storages;
  }

  void run() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (isCheap(steps.get(i)) && steps.get(i).output().length() >= LARGE) {
        recompute(i);
      }
    }
  }

  private static boolean isCheap(Step step) {
    boolean gelu =
        step.kernel() instanceof Kernel.Map map && map.function().kind() == Function.Kind.GELU;
    return (gelu || step.kernel() instanceof Kernel.LayerNorm) && step.epilogues().isEmpty();
  }

  private void recompute(int index) {
    Step step = steps.get(index);
    int storage = step.output().storage();
    int later = firstLateRead(index, storage);
    if (later < 0 || steps.isResult(storage) || !keepsInputs(step, later)) {
      return;
    }
    List<Operand> again = new ArrayList<>();
    for (Operand output : step.outputs()) {
      again.add(storages.fresh("recomputed", output.shape()));
    }
    for (Steps.Read read : List.copyOf(steps.reads(storage))) {
      if (read.step() >= later) {
        Step reader = steps.get(read.step());
        steps.set(read.step(), reader.mapped(o -> moved(o, storage, again.get(0).storage())));
      }
    }
    steps.insert(later, new Step(step.kernel(), step.inputs(), again, List.of()));
  }

  private static Operand moved(Operand operand, int from, int to) {
    return operand.storage() == from ? operand.at(to) : operand;
  }

  /** The first read that comes long after the one before it; −1 if there is none. */
  private int firstLateRead(int index, int storage) {
    List<Integer> reads = steps.reads(storage).stream().map(Steps.Read::step).sorted().toList();
    int before = index;
    for (int read : reads) {
      if (read - before > GAP) {
        return read;
      }
      before = read;
    }
    return -1;
  }

  /** Whether all that the step reads is read again at that time or later, or lives outside. */
  private boolean keepsInputs(Step step, int later) {
    for (Operand input : step.inputs()) {
      boolean written = steps.writer(input.storage()) >= 0;
      boolean kept =
          steps.isResult(input.storage())
              || steps.reads(input.storage()).stream().anyMatch(read -> read.step() >= later);
      if (written && !kept) {
        return false;
      }
    }
    return true;
  }
}
