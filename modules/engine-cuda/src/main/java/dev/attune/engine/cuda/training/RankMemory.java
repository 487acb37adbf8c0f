package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import dev.attune.graph.Draw;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where everything of a rank stands on its device. */
final class RankMemory implements AutoCloseable {
  private static final int NARROW_BYTES = 2;

  private final RankPlan plan;
  private final PlanMemory all;
  private final Map<String, Long> shared = new HashMap<>();
  private final Map<String, PlanMemory> own = new HashMap<>();
  private final Map<String, Map<String, Long>> inputs = new HashMap<>();

  /** Reserves; takes nothing before {@link #open}. */
  RankMemory(Device device, RankPlan plan) {
    this.plan = plan;
    all = new PlanMemory(device);
    ParameterLayout layout = plan.layout();
    long values = all.reserve(StepPlan.VALUES, layout.length());
    long gradients = all.reserve(StepPlan.GRADIENTS, plan.summed());
    plan.settings()
        .optimizer()
        .vectors()
        .forEach(name -> all.reserve(StepPlan.vector(name), layout.trainable()));
    all.reserve(StepPlan.REPORT, StepPlan.REPORTED + plan.specification().reported().size());
    all.reserve(StepPlan.SUMS, StepTexts.THREADS);
    layout
        .places()
        .forEach((name, place) -> shared.put(name, values + Float.BYTES * place.offset()));
    for (Statistic statistic : plan.averages()) {
      long length = Regions.length(statistic.shape());
      shared.put(statistic.name(), all.reserve(statistic.name(), length));
    }
    all.keepsWhateverTheBatch(all.bytes());
    for (RankGraph graph : plan.graphs()) {
      own.put(graph.name(), all.within(graph.name()));
      inputs.put(graph.name(), new HashMap<>());
    }
    reserveFed();
    plan.graphs().forEach(this::reserveMade);
    plan.graphs().forEach(this::placeInputs);
    if (narrows()) {
      all.keepsWhateverTheBatch(NARROW_BYTES * layout.length());
      placeNarrow(all.reserveBytes(StepPlan.NARROW, NARROW_BYTES * layout.length()));
    }
    layout.places().forEach((name, place) -> placeGradient(name, place, gradients));
    Set<Long> ofParameters =
        layout.places().values().stream()
            .map(place -> place.parameter().length())
            .collect(Collectors.toSet());
    plan.graphs().forEach(g -> own.get(g.name()).placeRest(g.plan(), ofParameters));
  }

  /** What is fed stands together, from the settings on, to be copied at once. */
  private void reserveFed() {
    long first = all.reserve(StepPlan.SETTINGS, plan.settings().floats());
    for (RankGraph graph : plan.graphs()) {
      graph.inputs().fed().forEach(value -> reserve(graph, value));
      for (Lookup lookup : graph.trainedLookups()) {
        String order = StepPlan.orderOf(lookup.ids());
        if (!inputs.get(graph.name()).containsKey(order)) {
          reserve(graph, order, StepPlan.orderOf(lookup).length());
        }
      }
    }
    all.reserve(StepPlan.ARRIVING, (all.bytes() - first) / Float.BYTES);
  }

  /** What other graphs or kernels write. */
  private void reserveMade(RankGraph graph) {
    graph.inputs().lookups().forEach(lookup -> reserve(graph, lookup.rows()));
    for (Lookup lookup : graph.trainedLookups()) {
      long width = lookup.table().shape()[1];
      reserve(graph, StepPlan.slotsOf(lookup), StepPlan.orderOf(lookup).mostSlots() * width);
    }
    for (Draw draw : graph.inputs().draws()) {
      reserve(graph, draw.value());
    }
    graph
        .plan()
        .program()
        .inputs()
        .forEach(
            (name, value) -> {
              if (!shared.containsKey(name) && !inputs.get(graph.name()).containsKey(name)) {
                reserve(graph, name, value.length());
              }
            });
  }

  private void reserve(RankGraph graph, Value value) {
    reserve(graph, value.name(), value.length());
  }

  private void reserve(RankGraph graph, String name, long elements) {
    inputs.get(graph.name()).put(name, own.get(graph.name()).reserve(name, elements));
  }

  private void placeInputs(RankGraph graph) {
    Map<String, Long> known = inputs.get(graph.name());
    graph
        .plan()
        .program()
        .inputs()
        .forEach(
            (name, value) -> {
              Long offset = known.containsKey(name) ? known.get(name) : shared.get(name);
              own.get(graph.name()).place(value.id(), offset);
            });
  }

  /** Whether products read parameters as bfloat16. */
  boolean narrows() {
    return plan.graphs().stream()
        .anyMatch(g -> g.plan().copies().keySet().stream().anyMatch(s -> isParameter(g, s)));
  }

  /** Whether a storage is a parameter's: all are copied at once. */
  boolean isParameter(RankGraph graph, int storage) {
    return plan.layout().places().containsKey(graph.nameOf(storage));
  }

  private void placeNarrow(long narrow) {
    for (RankGraph graph : plan.graphs()) {
      graph
          .plan()
          .copies()
          .forEach(
              (from, copy) -> {
                ParameterLayout.Place place = plan.layout().places().get(graph.nameOf(from));
                if (place != null) {
                  own.get(graph.name()).place(copy, narrow + NARROW_BYTES * place.offset());
                }
              });
    }
  }

  /** A gradient that one tower alone gives is written where it is summed over ranks. */
  private void placeGradient(String name, ParameterLayout.Place place, long gradients) {
    List<RankGraph> givers =
        plan.graphs().stream().filter(graph -> graph.differentiates(name)).toList();
    if (!place.trained() || givers.size() != 1 || givers.contains(plan.objective())) {
      return;
    }
    RankGraph giver = givers.get(0);
    ProgramValue gradient = giver.outputs().get(Program.gradientOf(name));
    if (gradient != null) {
      ProgramValue owner = giver.plan().program().storage(gradient);
      PlanMemory memory = own.get(giver.name());
      if (owner.kind() == ProgramValue.Kind.INTERMEDIATE && !memory.placed(owner.id())) {
        memory.place(owner.id(), gradients + Float.BYTES * place.offset());
      }
    }
  }

  /** Takes the memory, and writes the constants. */
  void open() {
    all.open();
  }

  /** What ranks have in common, in its regions. */
  PlanMemory regions() {
    return all;
  }

  long address(String region) {
    return all.address(region);
  }

  /** The address of a graph's storage. */
  long address(RankGraph graph, int storage) {
    return own.get(graph.name()).address(storage);
  }

  /** The address of what is fed to a graph, or made for it. */
  long address(RankGraph graph, String region) {
    return own.get(graph.name()).address(region);
  }

  /** The address of a graph's output. */
  long output(RankGraph graph, String name) {
    return address(graph, graph.outputs().get(name).storage());
  }

  long value(String parameter) {
    return in(StepPlan.VALUES, plan.layout().places().get(parameter).offset());
  }

  long gradient(String parameter) {
    return in(StepPlan.GRADIENTS, plan.layout().places().get(parameter).offset());
  }

  /** The address of an element of a region. */
  long in(String region, long element) {
    return all.address(region) + Float.BYTES * element;
  }

  /** Whether a graph's launches write a parameter's gradient where it is summed over ranks. */
  boolean inPlace(RankGraph graph, String parameter) {
    return Optional.ofNullable(graph.outputs().get(Program.gradientOf(parameter)))
        .filter(gradient -> address(graph, gradient.storage()) == gradient(parameter))
        .isPresent();
  }

  long bytes() {
    return all.bytes();
  }

  @Override
  public void close() {
    all.close();
  }
}
