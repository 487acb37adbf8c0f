package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Calls;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.cuda.source.Functions;
import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.RandomNumbers;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each rank of a data-parallel step computes, before it has addresses: every tower on the
 * rank's rows, and the objective on the embeddings of all ranks.
 *
 * @param towers in their order
 * @param exchanges by the order of towers, and of each tower's embeddings
 */
record RankPlan(
    CachedTrainingSpec specification,
    ParameterLayout layout,
    List<RankGraph> towers,
    RankGraph objective,
    List<Exchange> exchanges,
    StepSettings settings) {
  private static final String EMBEDDING = "embedding-";
  private static final String UPSTREAM = "upstream-gradient-";

  /** Compiles and plans. */
  static RankPlan of(CachedTrainingSpec specification, Precision precision) {
    ParameterLayout layout =
        ParameterLayout.of(parameters(specification).values(), specification.frozen());
    Functions functions = new Functions("kernel_");
    List<RankGraph> towers = new ArrayList<>();
    List<Exchange> exchanges = new ArrayList<>();
    for (CachedTrainingSpec.Tower tower : specification.towers()) {
      String name = "tower " + towers.size();
      RankGraph compiled = tower(name, tower, layout, precision, functions);
      towers.add(compiled);
      for (int i = 0; i < tower.embeddings().size(); i++) {
        Value all = specification.embeddings().get(exchanges.size());
        exchanges.add(new Exchange(compiled, EMBEDDING + i, UPSTREAM + i, all));
      }
    }
    RankGraph objective = objective(specification, layout, exchanges, precision, functions);
    List<Draw> draws = new ArrayList<>();
    towers.forEach(tower -> draws.addAll(tower.inputs().draws()));
    draws.addAll(objective.inputs().draws());
    DeviceOptimizer optimizer = DeviceOptimizer.of(specification.optimizer());
    StepSettings settings =
        new StepSettings(List.copyOf(draws), List.of(), optimizer, 1, specification.seed());
    return new RankPlan(
        specification, layout, List.copyOf(towers), objective, List.copyOf(exchanges), settings);
  }

  private static Map<String, Parameter> parameters(CachedTrainingSpec specification) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    specification.towers().forEach(tower -> parameters.putAll(tower.graph().parameters()));
    parameters.putAll(specification.objective().parameters());
    return parameters;
  }

  private static RankGraph tower(
      String name,
      CachedTrainingSpec.Tower tower,
      ParameterLayout layout,
      Precision precision,
      Functions functions) {
    Graph graph = tower.graph();
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (int i = 0; i < tower.embeddings().size(); i++) {
      outputs.put(EMBEDDING + i, tower.embeddings().get(i));
    }
    List<Value> differentiated = layout.differentiated(graph);
    Set<String> upstreams = new LinkedHashSet<>();
    Program program =
        differentiated.isEmpty()
            ? ProgramCompiler.forward(graph, outputs)
            : ProgramCompiler.gradients(
                graph, surrogate(tower, upstreams), outputs, differentiated);
    upstreams.retainAll(program.inputs().keySet());
    DevicePlan plan = DevicePlan.of(program, precision, upstreams);
    return RankGraph.of(name, graph, plan, new Calls(plan, functions), upstreams);
  }

  /** The sum of all products of an embedding and its gradient: has the loss's gradients. */
  private static Value surrogate(CachedTrainingSpec.Tower tower, Set<String> upstreams) {
    Value surrogate = null;
    for (int i = 0; i < tower.embeddings().size(); i++) {
      Value embedding = tower.embeddings().get(i);
      Value upstream = tower.graph().input(UPSTREAM + i, embedding.shape());
      Value product = Reductions.sum(Arithmetic.multiply(embedding, upstream), false);
      surrogate = surrogate == null ? product : Arithmetic.add(surrogate, product);
      upstreams.add(UPSTREAM + i);
    }
    return surrogate;
  }

  private static RankGraph objective(
      CachedTrainingSpec specification,
      ParameterLayout layout,
      List<Exchange> exchanges,
      Precision precision,
      Functions functions) {
    Graph graph = specification.objective();
    List<Value> differentiated = layout.differentiated(graph);
    Set<String> written = new LinkedHashSet<>();
    for (Exchange exchange : exchanges) {
      written.add(exchange.all().name());
      if (exchange.returns()) {
        differentiated.add(exchange.all());
      }
    }
    Map<String, Value> outputs = reported(specification).outputs();
    Program program =
        ProgramCompiler.training(graph, specification.loss(), outputs, differentiated);
    DevicePlan plan = DevicePlan.of(program, ofObjective(precision));
    return RankGraph.of("objective", graph, plan, new Calls(plan, functions), written);
  }

  /** In bfloat16 similarities would be rounded, and the temperature multiplies what that costs. */
  private static Precision ofObjective(Precision precision) {
    return precision == Precision.BF16 ? Precision.TF32 : precision;
  }

  private static ReportedOutputs reported(CachedTrainingSpec specification) {
    return new ReportedOutputs(specification.objective(), specification.reported());
  }

  /** Towers, and the objective last. */
  List<RankGraph> graphs() {
    List<RankGraph> graphs = new ArrayList<>(towers);
    graphs.add(objective);
    return graphs;
  }

  /** Statistics of the objective with what is observed of them, by the output's name. */
  Map<String, Statistic> observed() {
    return reported(specification).observed();
  }

  /** Running averages, each name once. */
  List<Statistic> averages() {
    Map<String, Statistic> byName = new LinkedHashMap<>();
    specification.objective().statistics().forEach(s -> byName.putIfAbsent(s.name(), s));
    for (CachedTrainingSpec.Tower tower : specification.towers()) {
      tower.graph().statistics().forEach(s -> byName.putIfAbsent(s.name(), s));
    }
    return List.copyOf(byName.values());
  }

  /** First values of all parameters. */
  Map<String, float[]> initial() {
    Map<String, float[]> values = new LinkedHashMap<>();
    layout
        .places()
        .forEach(
            (name, place) ->
                values.put(name, RandomNumbers.initial(place.parameter(), specification.seed())));
    return values;
  }

  /** Where the loss stands behind the gradients: all ranks go by the first one's. */
  long lossPlace() {
    return layout.trainable();
  }

  /** What is summed over ranks: gradients and the loss. */
  long summed() {
    return lossPlace() + 1;
  }
}
