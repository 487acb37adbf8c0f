package dev.attune.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Products of one matrix with several weights (queries, keys and values) become one product with
 * the weights side by side, forward and, by {@link PackedGradients}, backward: what was computed
 * apart are columns of a wider matrix, which products read and write by stride.
 */
final class PackedProducts {
  private final Steps steps;
  private final Storages storages;
  private final ProductGroups groups;

  /** Where weights stand within wider ones, by their storage. */
  private final Map<Integer, Column> weights = new LinkedHashMap<>();

  PackedProducts(Steps steps, Storages storages) {
    this.steps = steps;
    this.storages = storages;
    this.groups = new ProductGroups(steps);
  }

  void run() {
    new ScalesAfterProducts(steps).run();
    for (int i = 0; i < steps.size(); i++) {
      List<Integer> group = groups.sharing(i);
      if (group.size() > 1 && group.stream().allMatch(this::packs)) {
        forward(group);
      }
    }
    new PackedGradients(steps, storages, weights).run();
  }

  /**
   * Dense weights and a bias from outside, a backward pass that reads the weights again, and
   * readers that can read by stride.
   */
  private boolean packs(int index) {
    Step step = steps.get(index);
    Operand right = step.inputs().get(1);
    Operand output = step.output();
    boolean plain =
        step.epilogues().size() == 1
            && step.epilogues().get(0) instanceof Epilogue.Bias bias
            && steps.writer(bias.vector().storage()) < 0;
    boolean trained =
        steps.writer(right.storage()) < 0
            && steps.reads(right.storage()).stream().anyMatch(PackedProducts::isBackward);
    return plain
        && trained
        && right.isDense()
        && output.isDense()
        && !steps.isResult(output.storage())
        && steps.reads(output.storage()).stream().allMatch(read -> groups.widens(read, output));
  }

  /** Whether weights are read transposed: a gradient passes back through them. */
  private static boolean isBackward(Steps.Read read) {
    Operand operand = read.operand();
    return operand.rank() == 2 && !operand.isDense() && operand.transposed().isDense();
  }

  private void forward(List<Integer> group) {
    Step first = steps.get(group.get(0));
    List<Step> members = group.stream().map(steps::get).toList();
    List<Operand> rights = members.stream().map(step -> step.inputs().get(1)).toList();
    long columns = rights.stream().mapToLong(right -> right.size(1)).sum();
    long rows = first.output().size(0);
    Operand wide = storages.fresh("packed weights", rights.get(0).size(0), columns);
    Operand bias = storages.fresh("packed bias", 1, columns);
    Operand result = storages.fresh("packed result", rows, columns);
    List<Step> packing = new ArrayList<>();
    long at = 0;
    for (Step member : members) {
      Operand right = member.inputs().get(1);
      Operand vector = ((Epilogue.Bias) member.epilogues().get(0)).vector();
      Column column = new Column(wide, at, right.size(1));
      weights.put(right.storage(), column);
      Operand row = vector.reshaped(1, vector.length());
      packing.add(Step.copy(right, column.view()));
      packing.add(Step.copy(row, new Column(bias, at, right.size(1)).view()));
      groups.widenReads(member.output(), result, at);
      at += right.size(1);
    }
    Epilogue biased = new Epilogue.Bias(bias.reshaped(columns));
    packing.add(
        new Step(
            first.kernel(),
            List.of(first.inputs().get(0), wide),
            List.of(result),
            List.of(biased)));
    groups.replace(group, group.get(0), packing);
  }
}
