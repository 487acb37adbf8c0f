package dev.attune.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Products of one matrix with several weights (queries, keys and values) become one product with
 * the weights side by side, forward and backward: what was computed apart are columns of a wider
 * matrix, which products read and write by stride.
 */
final class PackedProducts {
  private final Steps steps;
  private final Storages storages;

  /** Where weights stand within wider ones, by their storage. */
  private final Map<Integer, Column> weights = new LinkedHashMap<>();

  /**
   * A matrix that has become columns of a wider one.
   *
   * @param wider [rows, all columns]
   * @param first its first column there
   * @param columns how many it has
   */
  private record Column(Operand wider, long first, long columns) {
    Operand view() {
      long[] shape = {wider.size(0), columns};
      return new Operand(wider.storage(), first, shape, wider.strides());
    }
  }

  PackedProducts(Steps steps, Storages storages) {
    this.steps = steps;
    this.storages = storages;
  }

  void run() {
    new ScalesAfterProducts(steps).run();
    for (int i = 0; i < steps.size(); i++) {
      List<Integer> group = sharing(i);
      if (group.size() > 1 && group.stream().allMatch(this::packsForward)) {
        forward(group);
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      List<Integer> group = sharing(i);
      if (group.size() > 1 && group.stream().allMatch(this::packsBackward) && readLater(group)) {
        backward(group);
      }
    }
  }

  /** A product of matrices and all later ones with the same left side. */
  private List<Integer> sharing(int index) {
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

  private static boolean isMatrixProduct(Step step) {
    return step.kernel() instanceof Kernel.Product && step.output().rank() == 2;
  }

  /** Whether all that the steps of a group write is read after the last of them. */
  private boolean readLater(List<Integer> group) {
    int last = group.get(group.size() - 1);
    return group.stream()
        .flatMap(index -> steps.reads(steps.get(index).output().storage()).stream())
        .allMatch(read -> read.step() > last);
  }

  /**
   * Dense weights from outside that the backward pass reads again, a bias, and readers that can
   * read by stride.
   */
  private boolean packsForward(int index) {
    Step step = steps.get(index);
    Operand right = step.inputs().get(1);
    Operand output = step.output();
    boolean plain =
        step.epilogues().size() == 1 && step.epilogues().get(0) instanceof Epilogue.Bias;
    boolean trained = steps.writer(right.storage()) < 0 && steps.reads(right.storage()).size() > 1;
    return plain
        && trained
        && right.isDense()
        && output.isDense()
        && !steps.isResult(output.storage())
        && steps.reads(output.storage()).stream().allMatch(read -> widens(read, output));
  }

  private boolean widens(Steps.Read read, Operand matrix) {
    return read.input() >= 0
        && steps.get(read.step()).kernel() instanceof Kernel.Product
        && read.operand().widened(matrix.size(1), matrix, 0) != null;
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
      packing.add(copy(right, column.view()));
      packing.add(copy(row, new Column(bias, at, right.size(1)).view()));
      widenReads(member.output(), result, at);
      at += right.size(1);
    }
    Epilogue biased = new Epilogue.Bias(bias.reshaped(columns));
    packing.add(
        new Step(
            first.kernel(),
            List.of(first.inputs().get(0), wide),
            List.of(result),
            List.of(biased)));
    replace(group, group.get(0), packing);
  }

  private static Step copy(Operand from, Operand to) {
    return Step.of(new Kernel.Copy(), List.of(from), to);
  }

  /** Lets all who read a matrix read it as columns of a wider one. */
  private void widenReads(Operand matrix, Operand wider, long first) {
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
  private void replace(List<Integer> group, int place, List<Step> others) {
    int position = place;
    for (int i = group.size() - 1; i >= 0; i--) {
      position -= group.get(i) < place ? 1 : 0;
      steps.remove(group.get(i));
    }
    for (int i = others.size() - 1; i >= 0; i--) {
      steps.insert(position, others.get(i));
    }
  }

  /** A gradient of weights whose right side a product writes, and products alone read. */
  private boolean packsBackward(int index) {
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
        && steps.reads(right.storage()).stream().allMatch(read -> widens(read, right));
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
      widenReads(right, gradient, start);
      unpacking.add(copy(new Column(wide, at, right.size(1)).view(), member.output()));
      parts.add(new Column(gradient, at, right.size(1)));
      at += right.size(1);
    }
    replace(group, group.get(group.size() - 1), unpacking);
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
        if (own && isMatrixProduct(step) && read.operand().size(1) == gradient.columns()) {
          Operand right = step.inputs().get(1);
          Column column = weights.get(right.storage());
          boolean fits = column != null && column.first() == gradient.first();
          if (!fits || !right.transposed().isDense()) {
            return;
          }
          wide = column.wider();
          summands.add(read.step());
        }
      }
    }
    if (wide != null && summands.size() == gradients.size()) {
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
      replace(summands, last, List.of(one));
    }
  }
}
