package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.RandomNumbers;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.engine.program.ProgramValue;
import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    List<Value> fed,
    List<Lookup> lookups,
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

  private static final String OBSERVED = "observed ";

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
            graph, specification.loss(), outputs(specification), differentiated(graph, layout));
    Set<String> read = program.inputs().keySet();
    List<Lookup> lookups =
        graph.lookups().stream().filter(l -> read.contains(l.rows().name())).toList();
    List<Draw> draws = graph.draws().stream().filter(d -> read.contains(d.value().name())).toList();
    Set<Value> fed = new LinkedHashSet<>();
    graph.inputs().values().stream().filter(i -> read.contains(i.name())).forEach(fed::add);
    lookups.forEach(lookup -> fed.add(lookup.ids()));
    StepSettings settings =
        new StepSettings(
            draws,
            specification.targets(),
            DeviceOptimizer.of(specification.optimizer()),
            specification.accumulation(),
            specification.seed());
    return new StepPlan(
        specification,
        layout,
        DevicePlan.of(program, precision),
        List.copyOf(fed),
        lookups,
        settings);
  }

  private static Map<String, Value> outputs(TrainingSpec specification) {
    Map<String, Value> outputs = new LinkedHashMap<>(specification.reported());
    for (Statistic statistic : specification.graph().statistics()) {
      if (statistic.observed() != null) {
        outputs.put(OBSERVED + outputs.size(), statistic.observed());
      }
    }
    return outputs;
  }

  private static List<Value> differentiated(Graph graph, ParameterLayout layout) {
    List<Value> differentiated = new ArrayList<>();
    for (Value parameter : graph.parameterValues().values()) {
      if (layout.trains(parameter.name())) {
        differentiated.add(parameter);
      }
    }
    for (Lookup lookup : graph.lookups()) {
      if (layout.trains(lookup.table().name())) {
        differentiated.add(lookup.rows());
      }
    }
    return differentiated;
  }

  /** Statistics with what is observed of them, by the output's name. */
  Map<String, Statistic> observed() {
    Map<String, Statistic> observed = new LinkedHashMap<>();
    int place = specification.reported().size();
    for (Statistic statistic : specification.graph().statistics()) {
      if (statistic.observed() != null) {
        observed.put(OBSERVED + place++, statistic);
      }
    }
    return observed;
  }

  /** Running averages and queues, each name once. */
  List<Statistic> statistics() {
    Map<String, Statistic> byName = new LinkedHashMap<>();
    specification.graph().statistics().forEach(s -> byName.putIfAbsent(s.name(), s));
    return List.copyOf(byName.values());
  }

  /** Lookups whose table is trained. */
  List<Lookup> trainedLookups() {
    return lookups.stream().filter(lookup -> layout.trains(lookup.table().name())).toList();
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

  /** Makes sure that ids are rows of their tables: the device would read past the end. */
  static void requireIds(List<Lookup> lookups, Value input, int... ids) {
    for (Lookup lookup : lookups) {
      if (lookup.ids().equals(input)) {
        long vocabulary = lookup.table().shape()[0];
        for (int i = 0; i < ids.length; i++) {
          if (ids[i] < 0 || ids[i] >= vocabulary) {
            throw new IllegalArgumentException(
                "input %s, element %d: expected an id from 0 to %d of table %s, found %d"
                    .formatted(input, i, vocabulary - 1, lookup.table().name(), ids[i]));
          }
        }
      }
    }
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
    Map<Value, RowOrder> orders = new LinkedHashMap<>();
    trainedLookups().forEach(lookup -> orders.putIfAbsent(lookup.ids(), orderOf(lookup)));
    return orders;
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
