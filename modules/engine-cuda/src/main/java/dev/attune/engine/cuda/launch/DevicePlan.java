package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.WindowKernel;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Coverage;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Planner;
import dev.attune.engine.plan.Step;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A {@link Program} as launches on a device. Immutable.
 *
 * @param program what was planned
 * @param storages by id: the program's values, and after them what launches keep for one another
 * @param copies inputs and constants that launches read as bfloat16, with the storages that hold
 *     them so: to be filled before the first launch
 * @param launches in the order of execution
 * @param early how many of them, the first, need not wait for inputs that are there later; all if
 *     no input is
 */
public record DevicePlan(
    Program program,
    List<ProgramValue> storages,
    Map<Integer, Integer> copies,
    List<Launch> launches,
    int early) {

  public DevicePlan {
    storages = List.copyOf(storages);
    copies = Collections.unmodifiableMap(new LinkedHashMap<>(copies));
    launches = List.copyOf(launches);
  }

  /** Plans a program: attention as one kernel where that fits, neighbouring kernels as one. */
  public static DevicePlan of(Program program, Precision precision) {
    return of(program, precision, Set.of());
  }

  /**
   * Likewise, with launches that can run before some inputs are there apart from the others.
   *
   * @param late names of those inputs
   */
  public static DevicePlan of(Program program, Precision precision, Set<String> late) {
    return of(program, precision, late, Convolutions.MOST_BYTES);
  }

  /**
   * Likewise.
   *
   * @param windowBytes what the gathered windows of a convolution take at most
   */
  static DevicePlan of(Program program, Precision precision, Set<String> late, long windowBytes) {
    // Traffic is what a GPU's time goes to; its memory is large.
    Plan plan = Planner.plan(program, Coverage.all(), false);
    List<List<RowKernel>> generated = generated(plan);
    Memory memory = new Memory(plan, narrow(plan, generated, precision));
    Attentions attentions = new Attentions(plan, memory);
    Products products = new Products(memory, precision);
    Convolutions convolutions = new Convolutions(memory, products, precision, windowBytes);
    WindowKernels windows = new WindowKernels(plan);
    List<Launch> launches = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      Optional<List<Launch>> attention = attentions.at(i);
      if (attention.isPresent()) {
        launches.addAll(attention.get());
        continue;
      }
      Step step = plan.steps().get(i);
      List<RowKernel> kernels = generated.get(i);
      kernels.forEach(kernel -> launches.add(new Launch.Generated(Axes.collapsed(kernel))));
      if (kernels.isEmpty()) {
        launches.addAll(special(step, products, convolutions, windows));
      }
    }
    Parting parting = new Parting(storages(program, late, memory), launches);
    SplitSums sums = new SplitSums(memory);
    Map<Boolean, List<Launch>> split =
        new Fusion(program, launches, parting)
            .fused().stream()
                .collect(
                    Collectors.partitioningBy(
                        parting::waits,
                        Collectors.flatMapping(
                            launch -> sums.of(launch).stream(), Collectors.toList())));
    List<Launch> all = new ArrayList<>(new Groups(memory.storages(), split.get(false)).launches());
    int early = all.size();
    all.addAll(new Groups(memory.storages(), split.get(true)).launches());
    return new DevicePlan(program, memory.storages(), memory.copies(), all, early);
  }

  /** Of inputs, and of their copies. */
  private static Set<Integer> storages(Program program, Set<String> inputs, Memory memory) {
    Set<Integer> storages = new HashSet<>();
    for (String name : inputs) {
      int own = program.inputs().get(name).id();
      storages.add(own);
      Optional.ofNullable(memory.copies().get(own)).ifPresent(storages::add);
    }
    return storages;
  }

  /** Launches of a step that is no kernel over rows. */
  private static List<Launch> special(
      Step step, Products products, Convolutions convolutions, WindowKernels windows) {
    if (isProduct(step)) {
      return products.of(step);
    }
    if (Convolutions.isConvolution(step)) {
      return convolutions.of(step);
    }
    List<WindowKernel> kernels = windows.of(step);
    return kernels.isEmpty()
        ? List.of(new Launch.Missing(step))
        : kernels.stream().<Launch>map(Launch.OverWindows::new).toList();
  }

  /** The kernels over rows of each step; none if it has another form. */
  private static List<List<RowKernel>> generated(Plan plan) {
    Sums sums = new Sums(plan);
    StockKernels stocks = new StockKernels(plan);
    return plan.steps().stream()
        .map(step -> sums.of(step).map(List::of).orElseGet(() -> generated(step, stocks)))
        .toList();
  }

  private static List<RowKernel> generated(Step step, StockKernels stocks) {
    return step.kernel() instanceof Kernel.Stock ? stocks.of(step) : StepKernels.of(step);
  }

  private static Set<Integer> narrow(
      Plan plan, List<List<RowKernel>> generated, Precision precision) {
    if (precision != Precision.BF16) {
      return Set.of();
    }
    List<Step> products = new ArrayList<>();
    for (int i = 0; i < generated.size(); i++) {
      Step step = plan.steps().get(i);
      if (generated.get(i).isEmpty() && (isProduct(step) || Convolutions.isConvolution(step))) {
        products.add(step);
      }
    }
    return Narrowing.of(plan, products);
  }

  private static boolean isProduct(Step step) {
    return step.kernel() instanceof Kernel.Product;
  }

  /** The storages that launches, copies or outputs name. */
  public Set<Integer> used() {
    Set<Integer> used = new HashSet<>();
    for (Launch launch : launches) {
      launch.reads().forEach(operand -> used.add(operand.storage()));
      launch.writes().forEach(operand -> used.add(operand.storage()));
    }
    program.outputs().values().forEach(value -> used.add(value.storage()));
    used.addAll(copies.keySet());
    return used;
  }

  /** Whether a storage is kept as bfloat16. */
  public boolean isNarrow(int storage) {
    return storages.get(storage).type() == DataType.BFLOAT16;
  }

  /** Bytes of an operand's elements, a repeated one as often as it is read. */
  public long bytes(Operand operand) {
    return operand.length() * storages.get(operand.storage()).type().width();
  }

  /** From which launch to which each intermediate's memory is needed. */
  public List<Liveness.Interval> lives() {
    List<Liveness.Access> accesses =
        launches.stream().map(launch -> Operand.access(launch.writes(), launch.reads())).toList();
    return Liveness.of(storages, accesses, program.outputs().values());
  }
}
