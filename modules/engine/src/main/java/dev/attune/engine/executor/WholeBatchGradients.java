package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One program: forward, loss and backward of the whole batch. */
final class WholeBatchGradients implements Gradients {
  private static final String OBSERVED = "observed ";

  private final long seed;
  private final List<String> reported;
  private final List<Statistic> observed = new ArrayList<>();
  private final ParameterStore parameters;
  private final StatisticStore statistics;
  private final List<String> tables;
  private final Set<String> reached;
  private final GraphRun run;

  /** All parameters of the graph that are trained have to be reached by the loss. */
  WholeBatchGradients(
      Kernels kernels,
      Graph graph,
      Value loss,
      Map<String, Value> reported,
      long seed,
      ParameterStore parameters,
      StatisticStore statistics,
      Set<String> outside,
      List<Value> alsoDifferentiated) {
    this(
        kernels,
        graph,
        loss,
        reported,
        seed,
        parameters,
        statistics,
        outside,
        alsoDifferentiated,
        ProgramCompiler::training);
  }

  /** One task's; parameters that its loss does not reach are left alone. */
  static WholeBatchGradients ofTask(
      Kernels kernels,
      MultiTaskSpec.Task task,
      long seed,
      ParameterStore parameters,
      StatisticStore statistics) {
    return new WholeBatchGradients(
        kernels,
        task.graph(),
        task.loss(),
        task.reported(),
        // Or dropout would hide the same of a shared encoder from all tasks.
        RandomNumbers.mix(seed ^ RandomNumbers.hash(task.name())),
        parameters,
        statistics,
        Set.of(),
        List.of(),
        ProgramCompiler::trainingOfReached);
  }

  private interface Compiler {
    Program compile(
        Graph graph, Value loss, Map<String, Value> outputs, List<Value> differentiated);
  }

  private WholeBatchGradients(
      Kernels kernels,
      Graph graph,
      Value loss,
      Map<String, Value> reported,
      long seed,
      ParameterStore parameters,
      StatisticStore statistics,
      Set<String> outside,
      List<Value> alsoDifferentiated,
      Compiler compiler) {
    this.seed = seed;
    this.parameters = parameters;
    this.statistics = statistics;
    this.reported = List.copyOf(reported.keySet());
    Map<String, Value> outputs = new LinkedHashMap<>(reported);
    for (Statistic statistic : graph.statistics()) {
      if (statistic.observed() != null) {
        outputs.put(OBSERVED + observed.size(), statistic.observed());
        observed.add(statistic);
      }
    }
    List<Value> differentiated = new ArrayList<>(alsoDifferentiated);
    Map<String, INDArray> targets = new LinkedHashMap<>();
    for (Value parameter : graph.parameterValues().values()) {
      String name = parameter.name();
      if (parameters.gradient(name) != null) {
        differentiated.add(parameter);
        targets.put(Program.gradientOf(name), parameters.gradient(name));
      }
    }
    for (Lookup lookup : graph.lookups()) {
      if (parameters.gradient(lookup.table().name()) != null) {
        differentiated.add(lookup.rows());
      }
    }
    tables =
        graph.lookups().stream()
            .map(l -> l.table().name())
            .filter(t -> parameters.gradient(t) != null && !targets.containsKey(gradient(t)))
            .distinct()
            .toList();
    Program program = compiler.compile(graph, loss, outputs, differentiated);
    targets.keySet().retainAll(program.outputs().keySet());
    reached = reached(graph, program);
    run = new GraphRun(kernels, graph, program, parameters, statistics, targets, outside, Set.of());
  }

  private static Set<String> reached(Graph graph, Program program) {
    Set<String> computed = program.outputs().keySet();
    Set<String> reached = new HashSet<>(graph.parameterValues().keySet());
    reached.removeIf(name -> !computed.contains(gradient(name)));
    for (Lookup lookup : graph.lookups()) {
      if (computed.contains(gradient(lookup.rows().name()))) {
        reached.add(lookup.table().name());
      }
    }
    return reached;
  }

  private static String gradient(String name) {
    return Program.gradientOf(name);
  }

  @Override
  public double compute(Batch batch, long step) {
    return compute(batch, step, 0);
  }

  double compute(Batch batch, long step, long firstRow) {
    run.run(batch, seed, step, firstRow);
    tables.forEach(table -> parameters.gradient(table).assign(0));
    run.scatterRowGradients();
    return run.output("loss").getDouble(0);
  }

  GraphRun run() {
    return run;
  }

  /** Names of the trained parameters that the loss depends on. */
  Set<String> reached() {
    return reached;
  }

  @Override
  public Map<String, Double> reported() {
    Map<String, Double> scalars = new LinkedHashMap<>();
    reported.forEach(name -> scalars.put(name, run.output(name).getDouble(0)));
    return scalars;
  }

  @Override
  public void foldStatistics() {
    for (int i = 0; i < observed.size(); i++) {
      statistics.fold(observed.get(i), run.output(OBSERVED + i));
    }
  }

  @Override
  public List<PlanLine> profile(Batch batch, int rounds) {
    return run.profile(batch, rounds);
  }

  @Override
  public Map<String, Integer> stock() {
    return run.stock();
  }

  @Override
  public long bytes() {
    return run.bytes();
  }

  @Override
  public void close() {
    run.close();
  }
}
