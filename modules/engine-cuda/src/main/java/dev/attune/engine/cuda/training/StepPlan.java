package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.RandomNumbers;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.engine.program.ProgramValue;
import dev.attune.graph.Graph;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a training step consists of, before it has addresses. */
record StepPlan(
    TrainingSpec specification,
    ParameterLayout layout,
    DevicePlan device,
    GraphInputs inputs,
    StepSettings settings) {
  static final String VALUES = "(values)";

  /** The values as bfloat16, if products read them so. */
  static final String NARROW = "(values.bfloat16)";

  static final String GRADIENTS = "(gradients)";

  /** The sum of the gradients of a step's batches, if there are several. */
  static final String SUMMED = "(gradients.summed)";

  /** Shares of the learning rate, if there are any. */
  static final String SHARES = "(shares)";

  static final String SETTINGS = "(settings)";
  static final String REPORT = "(report)";
  static final String SUMS = "(sums)";

  /** Where the next step's settings, inputs and sorted ids wait for their turn. */
  static final String ARRIVING = "(arriving)";

  /**
   * Where the report says whether all losses and norms were finite, up to this step: 0 keeps this
   * and all later steps from moving anything.
   */
  static final int SOUND = 3;

  /**
   * Where the reported scalars begin in the report, behind what {@link StepTexts#report} writes.
   */
  static final int REPORTED = 4;

  /** Compiles and plans. */
  static StepPlan of(TrainingSpec specification, Precision precision) {
    Graph graph = specification.graph();
    Predicate<String> frozen =
        specification.targets().stream()
            .<Predicate<String>>map(t -> name -> name.startsWith(t.target()))
            .reduce(specification.frozen(), Predicate::or);
    ParameterLayout layout = ParameterLayout.of(graph.parameters().values(), frozen);
    Program program =
        ProgramCompiler.training(
            graph,
            specification.loss(),
            reported(specification).outputs(),
            layout.differentiated(graph));
    GraphInputs inputs = GraphInputs.of(graph, program.inputs().keySet(), Set.of());
    StepSettings settings =
        new StepSettings(
            inputs.draws(),
            specification.targets(),
            DeviceOptimizer.of(specification.optimizer()),
            specification.accumulation(),
            specification.seed());
    DevicePlan plan = DevicePlan.of(program, precision);
    return new StepPlan(specification, layout, plan, inputs, settings);
  }

  private static ReportedOutputs reported(TrainingSpec specification) {
    return new ReportedOutputs(specification.graph(), specification.reported());
  }

  /** Statistics with what is observed of them, by the output's name. */
  Map<String, Statistic> observed() {
    return reported(specification).observed();
  }

  /** Running averages and queues, each name once. */
  List<Statistic> statistics() {
    Map<String, Statistic> byName = new LinkedHashMap<>();
    specification.graph().statistics().forEach(s -> byName.putIfAbsent(s.name(), s));
    return List.copyOf(byName.values());
  }

  /** Lookups whose table is trained. */
  List<Lookup> trainedLookups() {
    return inputs.lookups().stream()
        .filter(lookup -> layout.trains(lookup.table().name()))
        .toList();
  }

  /** First values of all parameters; momentum copies have those that they follow. */
  Map<String, float[]> initial() {
    Map<String, float[]> values = new LinkedHashMap<>();
    layout
        .places()
        .forEach(
            (name, place) -> {
              String drawn = source(name).orElse(name);
              if (!layout.places().containsKey(drawn)) {
                throw new IllegalArgumentException(
                    "momentum encoder: " + name + " has no parameter " + drawn + " to follow");
              }
              values.put(
                  name,
                  RandomNumbers.initial(
                      layout.places().get(drawn).parameter(), specification.seed()));
            });
    return values;
  }

  /** Whether a parameter is a momentum copy. */
  boolean follows(String name) {
    return source(name).isPresent();
  }

  /** The parameter that a momentum copy follows. */
  Optional<String> source(String name) {
    for (EmaTarget target : specification.targets()) {
      if (name.startsWith(target.target())) {
        return Optional.of(target.source() + name.substring(target.target().length()));
      }
    }
    return Optional.empty();
  }

  /** Whether a step has several batches. */
  boolean accumulates() {
    return specification.accumulation() > 1;
  }

  /** Whether some parameters move by a share of the learning rate. */
  boolean sharesRate() {
    return !specification.rates().byPrefix().isEmpty();
  }

  /** The region of one of the optimiser's vectors. */
  static String vector(String name) {
    return "(" + name + ")";
  }

  /** The region where it stands which row of a queue is the oldest. */
  static String oldestOf(String queue) {
    return "(oldest) " + queue;
  }

  int reportLength() {
    return REPORTED + specification.reported().size();
  }

  /** Whether products read parameters as bfloat16. */
  boolean narrows() {
    return layout.places().keySet().stream().anyMatch(name -> copyOf(name).isPresent());
  }

  /** The storage of an input's copy as bfloat16. */
  Optional<Integer> copyOf(String input) {
    ProgramValue value = device.program().inputs().get(input);
    return value == null ? Optional.empty() : Optional.ofNullable(device.copies().get(value.id()));
  }

  /** Whether a storage is a parameter's: all are copied at once. */
  boolean isParameter(int storage) {
    return layout.places().containsKey(device.storages().get(storage).name());
  }

  /** Ids whose rows are trained, with how they are sorted. */
  Map<Value, RowOrder> orders() {
    return GraphInputs.orders(trainedLookups());
  }

  static RowOrder orderOf(Lookup lookup) {
    return new RowOrder(
        Math.toIntExact(lookup.ids().length()), Math.toIntExact(lookup.table().shape()[0]));
  }

  /** The region of sorted ids. */
  static String orderOf(Value ids) {
    return "(order) " + ids.name();
  }

  /** The region of the sums of pieces. */
  static String slotsOf(Lookup lookup) {
    return "(slots) " + lookup.rows().name();
  }
}
