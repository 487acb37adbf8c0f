package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.source.Functions;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.program.Program;
import dev.attune.graph.Draw;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A rank's calls in order: up to the embeddings, from those of all ranks on, the update. */
final class RankCalls {
  private final RankPlan plan;
  private final RankMemory memory;
  private final int rank;
  private final List<Call> calls = new ArrayList<>();
  private final Functions functions = new Functions("step_");

  private RankCalls(RankPlan plan, RankMemory memory, int rank) {
    this.plan = plan;
    this.memory = memory;
    this.rank = rank;
  }

  /** The towers' forward pass. */
  static List<Call> forward(RankPlan plan, RankMemory memory, int rank) {
    RankCalls step = new RankCalls(plan, memory, rank);
    step.makeInputs();
    step.narrow();
    for (RankGraph tower : plan.towers()) {
      step.copies(tower, storage -> !step.isUpstream(tower, storage));
      step.calls.addAll(step.launches(tower).subList(0, tower.plan().early()));
    }
    return List.copyOf(step.calls);
  }

  /** The objective, forward and backward, and the towers' backward pass. */
  static List<Call> backward(RankPlan plan, RankMemory memory, int rank) {
    RankCalls step = new RankCalls(plan, memory, rank);
    step.zeroGradients();
    step.objective();
    for (RankGraph tower : plan.towers()) {
      step.backward(tower);
    }
    return List.copyOf(step.calls);
  }

  /** By the gradients' sum over ranks: norm, report, new parameters. */
  static List<Call> update(RankPlan plan, RankMemory memory, int rank) {
    RankCalls step = new RankCalls(plan, memory, rank);
    step.report();
    step.update();
    return List.copyOf(step.calls);
  }

  private void add(KernelSource source, Long... addresses) {
    calls.add(new Call.Kernel(functions.named(source), List.of(addresses)));
  }

  private List<Call> launches(RankGraph graph) {
    return graph.calls().launches(storage -> memory.address(graph, storage));
  }

  private void copies(RankGraph graph, Predicate<Integer> wanted) {
    calls.addAll(
        graph
            .calls()
            .copies(
                storage -> memory.address(graph, storage),
                storage -> !memory.isParameter(graph, storage) && wanted.test(storage)));
  }

  private boolean isUpstream(RankGraph tower, int storage) {
    String name = tower.nameOf(storage);
    return plan.exchanges().stream()
        .anyMatch(exchange -> exchange.isOf(tower) && exchange.upstream().equals(name));
  }

  private void makeInputs() {
    int key = 0;
    for (RankGraph graph : plan.graphs()) {
      for (Lookup lookup : graph.inputs().lookups()) {
        add(
            StepTexts.gather(lookup.ids().length(), lookup.table().shape()[1]),
            memory.value(lookup.table().name()),
            memory.address(graph, lookup.ids().name()),
            memory.address(graph, lookup.rows().name()));
      }
      for (Draw draw : graph.inputs().draws()) {
        add(
            StepTexts.draw(draw, draw.value().length(), key++),
            memory.address(StepPlan.SETTINGS),
            memory.address(graph, draw.value().name()));
      }
    }
  }

  private void narrow() {
    if (memory.narrows()) {
      add(
          StepTexts.narrow(plan.layout().length()),
          memory.address(StepPlan.VALUES),
          memory.address(StepPlan.NARROW));
    }
  }

  /** All that is added to rather than written. */
  private void zeroGradients() {
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              boolean written = plan.towers().stream().anyMatch(t -> memory.inPlace(t, name));
              if (place.trained() && !written) {
                add(StepTexts.zeros(place.parameter().length()), memory.gradient(name));
              }
            });
    add(StepTexts.zeros(1), memory.in(StepPlan.GRADIENTS, plan.lossPlace()));
  }

  /** Every rank computes the whole of it, so that the first one's share of the sums is all. */
  private void objective() {
    RankGraph objective = plan.objective();
    copies(objective, storage -> true);
    calls.addAll(launches(objective));
    if (rank == 0) {
      add(
          StepTexts.copy(1),
          memory.output(objective, "loss"),
          memory.in(StepPlan.GRADIENTS, plan.lossPlace()));
      gatherGradients(objective);
    }
  }

  private void backward(RankGraph tower) {
    for (Exchange exchange : plan.exchanges()) {
      if (exchange.isOf(tower) && exchange.returns()) {
        long own = exchange.all().length() / ranks();
        add(
            StepTexts.copy(own),
            memory.output(plan.objective(), exchange.gradient()) + own * Float.BYTES * rank,
            memory.address(tower, exchange.upstream()));
      }
    }
    copies(tower, storage -> isUpstream(tower, storage));
    List<Call> launches = launches(tower);
    calls.addAll(launches.subList(tower.plan().early(), launches.size()));
    gatherGradients(tower);
  }

  private int ranks() {
    return plan.specification().rows() / plan.specification().chunk();
  }

  private void gatherGradients(RankGraph graph) {
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              String gradient = Program.gradientOf(name);
              if (graph.outputs().containsKey(gradient) && !memory.inPlace(graph, name)) {
                add(
                    StepTexts.addTo(place.parameter().length()),
                    memory.output(graph, gradient),
                    memory.gradient(name));
              }
            });
    graph.trainedLookups().forEach(lookup -> scatter(graph, lookup));
  }

  private void scatter(RankGraph graph, Lookup lookup) {
    RowOrder order = StepPlan.orderOf(lookup);
    long width = lookup.table().shape()[1];
    long sorted = memory.address(graph, StepPlan.orderOf(lookup.ids()));
    long slots = memory.address(graph, StepPlan.slotsOf(lookup));
    long rows = memory.output(graph, Program.gradientOf(lookup.rows().name()));
    long table = memory.gradient(lookup.table().name());
    add(StepTexts.scatter(order, width), sorted, rows, slots, table);
    if (order.mostLongIds() > 0) {
      add(StepTexts.scatterLong(order, width), sorted, slots, table);
    }
  }

  private void report() {
    long report = memory.address(StepPlan.REPORT);
    long sums = memory.address(StepPlan.SUMS);
    add(StepTexts.squares(plan.layout().trainable()), memory.address(StepPlan.GRADIENTS), sums);
    add(
        StepTexts.report(plan.layout().trainable(), plan.specification().maxGradientNorm(), 1),
        sums,
        memory.in(StepPlan.GRADIENTS, plan.lossPlace()),
        report);
    int place = StepPlan.REPORTED;
    for (String name : plan.specification().reported().keySet()) {
      long to = memory.in(StepPlan.REPORT, place++);
      add(StepTexts.copy(1), memory.output(plan.objective(), name), to);
    }
  }

  private void update() {
    StepSettings settings = plan.settings();
    DeviceOptimizer optimizer = settings.optimizer();
    List<Long> addresses = new ArrayList<>();
    addresses.add(memory.address(StepPlan.VALUES));
    addresses.add(memory.address(StepPlan.GRADIENTS));
    optimizer.vectors().forEach(name -> addresses.add(memory.address(StepPlan.vector(name))));
    addresses.add(memory.address(StepPlan.SETTINGS));
    addresses.add(memory.address(StepPlan.REPORT));
    add(
        optimizer.update(plan.layout(), settings.ofOptimiser(), false),
        addresses.toArray(Long[]::new));
    plan.observed()
        .forEach(
            (output, statistic) ->
                add(
                    fold(statistic),
                    memory.output(plan.objective(), output),
                    memory.address(statistic.name()),
                    memory.address(StepPlan.REPORT)));
  }

  private static KernelSource fold(Statistic statistic) {
    return StepTexts.fold(Regions.length(statistic.shape()), statistic.momentum());
  }
}
