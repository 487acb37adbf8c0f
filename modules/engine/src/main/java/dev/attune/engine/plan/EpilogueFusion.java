package dev.attune.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Work on single elements that follows a step, and is all that reads its result, runs in the step's
 * epilogue: one pass over memory less for each.
 */
final class EpilogueFusion {
  private final Steps steps;

  EpilogueFusion(Steps steps) {
    this.steps = steps;
  }

  void run() {
    for (int i = 0; i < steps.size(); i++) {
      while (i < steps.size() && fuse(i)) {
        // The merged step stands where its last part stood; look at what moved here.
      }
    }
  }

  /** Joins the only reader of a step's result to the step; false if that cannot be done. */
  private boolean fuse(int index) {
    Step step = steps.get(index);
    if (!step.kernel().takesEpilogues()) {
      return false;
    }
    int storage = step.output().storage();
    List<Steps.Read> reads = steps.reads(storage);
    if (reads.size() != 1 || steps.isResult(storage)) {
      return false;
    }
    Step reader = steps.get(reads.get(0).step());
    List<Epilogue> joined = joined(step, reader, reads.get(0).input());
    if (joined == null) {
      return false;
    }
    List<Epilogue> all = new ArrayList<>(step.epilogues());
    all.addAll(joined);
    for (Epilogue later : reader.epilogues()) {
      Epilogue fitted = fitted(later, reader.output(), step.output());
      if (fitted == null) {
        return false;
      }
      all.add(fitted);
    }
    Operand result = reader.output().reshaped(step.output().shape());
    steps.merge(index, reads.get(0).step(), step.withOutput(result).withEpilogues(all));
    return true;
  }

  /** The reader as epilogues of the step, or null. */
  private static List<Epilogue> joined(Step step, Step reader, int input) {
    if (reader.output().length() != step.output().length() || !reader.output().isDense()) {
      return null;
    }
    if (reader.kernel() instanceof Kernel.Map map && input == 0) {
      return List.of(new Epilogue.Apply(map.function()));
    }
    if (reader.kernel() instanceof Kernel.Pairwise pairwise && input >= 0) {
      return pairwise(step, reader, input, pairwise.operation());
    }
    return null;
  }

  private static List<Epilogue> pairwise(Step step, Step reader, int input, Binary operation) {
    Operand own = reader.inputs().get(input);
    Operand other = reader.inputs().get(1 - input);
    if (own.length() != step.output().length()) {
      return null;
    }
    List<Epilogue> joined = new ArrayList<>();
    Binary then = operation;
    if (input == 1 && !operation.commutes()) {
      if (operation == Binary.DIVIDE) {
        return null;
      }
      joined.add(new Epilogue.Apply(Function.linear(-1, 0)));
      then = Binary.ADD;
    }
    Epilogue join = fitted(new Epilogue.Join(then, other), reader.output(), step.output());
    if (join == null) {
      return null;
    }
    joined.add(join);
    boolean first = step.epilogues().isEmpty() && joined.size() == 1;
    if (first && join instanceof Epilogue.Join one && isBias(step, one)) {
      return List.of(new Epilogue.Bias(one.other().reshaped(one.other().length())));
    }
    return joined;
  }

  private static boolean isBias(Step step, Epilogue.Join join) {
    boolean product = step.kernel() instanceof Kernel.Product;
    if (!product && !(step.kernel() instanceof Kernel.Convolution)) {
      return false;
    }
    int axis = product ? step.output().rank() - 1 : 1;
    long size = step.output().size(axis);
    return join.operation() == Binary.ADD
        && join.other().isDense()
        && join.other().size(axis) == size
        && join.other().length() == size;
  }

  /** An epilogue of a result of one shape for the same elements under another; null if none. */
  private static Epilogue fitted(Epilogue epilogue, Operand from, Operand to) {
    if (!(epilogue instanceof Epilogue.Join join)) {
      return epilogue instanceof Epilogue.Apply ? epilogue : null;
    }
    Operand other = join.other();
    if (Arrays.equals(from.shape(), to.shape())) {
      return other.rank() == to.rank() ? join : null;
    }
    long[] ones = new long[to.rank()];
    Arrays.fill(ones, 1);
    if (!other.isDense()) {
      return null;
    }
    if (other.length() == to.length()) {
      return new Epilogue.Join(join.operation(), other.reshaped(to.shape()));
    }
    boolean alongLast = other.size(-1) == other.length() && to.rank() > 0;
    if (other.length() == 1 || (alongLast && other.length() == to.size(-1))) {
      if (other.length() > 1) {
        ones[to.rank() - 1] = other.length();
      }
      return new Epilogue.Join(join.operation(), other.reshaped(ones));
    }
    return null;
  }
}
