package dev.attune.engine.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A factor at the end of a product whose result products alone read moves on to those: (s · a) · b
 * = s · (a · b). Attention's 1/√depth then stands on the scores, and the queries' product is like
 * that of the keys and values.
 */
final class ScalesAfterProducts {
  private final Steps steps;

  ScalesAfterProducts(Steps steps) {
    this.steps = steps;
  }

  void run() {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int count = step.epilogues().size();
      boolean biasedAndScaled =
          step.kernel() instanceof Kernel.Product
              && count == 2
              && step.epilogues().get(0) instanceof Epilogue.Bias
              && isFactor(step.epilogues().get(1));
      if (biasedAndScaled && movesOn(step)) {
        move(i, step);
      }
    }
  }

  private static boolean isFactor(Epilogue epilogue) {
    return epilogue instanceof Epilogue.Apply apply
        && apply.function().kind() == Function.Kind.LINEAR
        && apply.function().beta() == 0;
  }

  private boolean movesOn(Step step) {
    int storage = step.output().storage();
    return !steps.isResult(storage)
        && steps.reads(storage).stream().allMatch(read -> takesFactor(read));
  }

  private boolean takesFactor(Steps.Read read) {
    Step reader = steps.get(read.step());
    boolean biased =
        !reader.epilogues().isEmpty() && reader.epilogues().get(0) instanceof Epilogue.Bias;
    return read.input() >= 0 && reader.kernel() instanceof Kernel.Product && !biased;
  }

  private void move(int index, Step step) {
    Epilogue factor = step.epilogues().get(1);
    for (Steps.Read read : List.copyOf(steps.reads(step.output().storage()))) {
      Step reader = steps.get(read.step());
      List<Epilogue> epilogues = new ArrayList<>(List.of(factor));
      epilogues.addAll(reader.epilogues());
      steps.set(read.step(), reader.withEpilogues(epilogues));
    }
    steps.set(index, step.withEpilogues(step.epilogues().subList(0, 1)));
  }
}
