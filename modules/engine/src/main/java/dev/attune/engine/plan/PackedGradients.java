package dev.attune.engine.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The backward passes of {@link PackedProducts}. */
final class PackedGradients {
  private final Steps steps;
  private final Storages storages;
  private final ProductGroups groups;
  private final Map<Integer, Column> weights;

  /**
   * Over the same steps.
   *
   * @param weights where weights stand within wider ones, by their storage
   */
  PackedGradients(Steps steps, Storages storages, Map<Integer, Column> weights) {
    this.steps = steps;
    this.storages = storages;
    this.groups = new ProductGroups(steps);
    this.weights = weights;
  }

  void run() {
    for (int i = 0; i < steps.size(); i++) {
      List<Integer> group = groups.sharing(i);
      boolean packs = group.size() > 1 && group.stream().allMatch(this::packs);
      if (packs && areApart(group) && readLater(group)) {
        backward(group);
      }
    }
  }

  /** Whether the right sides are different memory, and none is the left's. */
  private boolean areApart(List<Integer> group) {
    Set<Integer> storages = new HashSet<>();
    storages.add(steps.get(group.get(0)).inputs().get(0).storage());
    return group.stream().allMatch(i -> storages.add(steps.get(i).inputs().get(1).storage()));
  }

  /** Whether all that the steps of a group write is read after the last of them. */
  private boolean readLater(List<Integer> group) {
    int last = group.get(group.size() - 1);
    return group.stream()
        .flatMap(index -> steps.reads(steps.get(index).output().storage()).stream())
        .allMatch(read -> read.step() > last);
  }

  /** A gradient of weights whose right side a product writes, and products alone read. */
  private boolean packs(int index) {
    Step step = steps.get(index);
    Operand right = step.inputs().get(1);
    int writer = steps.writer(right.storage());
    boolean packable =
        step.epilogues().isEmpty()
            && step.output().isDense()
            && right.isDense()
            && writer >= 0
            && !steps.isResult(right.storage())
            && steps.get(writer).kernel() instanceof Kernel.Product;
    return packable
        && steps.get(writer).output().widened(right.size(1), right, 0) != null
        && steps.reads(right.storage()).stream().allMatch(read -> groups.widens(read, right));
  }

  /** Where the weights stand that a gradient meets on its way back; 0 if they are not packed. */
  private long column(Operand gradient) {
    return steps.reads(gradient.storage()).stream()
        .filter(read -> read.input() == 0)
        .map(read -> weights.get(steps.get(read.step()).inputs().get(1).storage()))
        .filter(Objects::nonNull)
        .mapToLong(Column::first)
        .findFirst()
        .orElse(0);
  }

  private void backward(List<Integer> group) {
    List<Step> members =
        group.stream()
            .map(steps::get)
            .sorted(Comparator.comparingLong(step -> column(step.inputs().get(1))))
            .toList();
    Step first = members.get(0);
    long columns = members.stream().mapToLong(step -> step.output().size(1)).sum();
    long rows = first.inputs().get(1).size(0);
    Operand gradient = storages.fresh("packed gradient", rows, columns);
    Operand wide = storages.fresh("packed gradient of weights", first.output().size(0), columns);
    List<Step> unpacking = new ArrayList<>();
    unpacking.add(Step.of(first.kernel(), List.of(first.inputs().get(0), gradient), wide));
    List<Column> parts = new ArrayList<>();
    long at = 0;
    for (Step member : members) {
      Operand right = member.inputs().get(1);
      int storage = right.storage();
      long start = at;
      int writer = steps.writer(storage);
      steps.set(
          writer,
          steps
              .get(writer)
              .withOutput(steps.get(writer).output().widened(right.size(1), gradient, start)));
      groups.widenReads(right, gradient, start);
      unpacking.add(Step.copy(new Column(wide, at, right.size(1)).view(), member.output()));
      parts.add(new Column(gradient, at, right.size(1)));
      at += right.size(1);
    }
    groups.replace(group, group.get(group.size() - 1), unpacking);
    sumOfProducts(parts);
  }

  /** Σ gradientᵢ · weightsᵢᵀ is one product too, where the last summand adds all others. */
  private void sumOfProducts(List<Column> gradients) {
    List<Integer> summands = new ArrayList<>();
    Operand wide = null;
    for (Column gradient : gradients) {
      for (Steps.Read read : steps.reads(gradient.wider().storage())) {
        Step step = steps.get(read.step());
        boolean own = read.input() == 0 && read.operand().offset() == gradient.first();
        if (own
            && ProductGroups.isMatrixProduct(step)
            && read.operand().size(1) == gradient.columns()) {
          Operand right = step.inputs().get(1);
          Column column = weights.get(right.storage());
          boolean fits = column != null && column.first() == gradient.first();
          boolean sameMatrix = fits && (wide == null || wide.storage() == column.wider().storage());
          if (!sameMatrix || !right.transposed().isDense()) {
            return;
          }
          wide = column.wider();
          summands.add(read.step());
        }
      }
    }
    boolean whole = wide != null && wide.size(1) == gradients.get(0).wider().size(1);
    if (whole && summands.size() == gradients.size()) {
      merge(summands.stream().sorted().toList(), gradients.get(0).wider(), wide);
    }
  }

  private void merge(List<Integer> summands, Operand gradient, Operand wide) {
    int last = summands.get(summands.size() - 1);
    List<Epilogue> rest = new ArrayList<>(steps.get(last).epilogues());
    for (int index : summands.subList(0, summands.size() - 1)) {
      Step summand = steps.get(index);
      int storage = summand.output().storage();
      boolean alone =
          summand.epilogues().isEmpty()
              && !steps.isResult(storage)
              && steps.reads(storage).size() == 1
              && steps.reads(storage).get(0).step() == last;
      boolean added =
          alone
              && rest.removeIf(
                  e ->
                      e instanceof Epilogue.Join join
                          && join.operation() == Binary.ADD
                          && join.other().storage() == storage);
      if (!added) {
        return;
      }
    }
    boolean startsWithSums =
        steps.get(last).epilogues().stream().limit(summands.size() - 1L).noneMatch(rest::contains);
    if (startsWithSums) {
      Step sum = steps.get(last);
      Step one = new Step(sum.kernel(), List.of(gradient, wide.transposed()), sum.outputs(), rest);
      groups.replace(summands, last, List.of(one));
    }
  }
}
