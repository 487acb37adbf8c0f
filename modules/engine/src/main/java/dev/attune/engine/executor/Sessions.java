package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Opens sessions whose parameters, gradients and averages are ND4J's arrays, over whatever kernels
 * compute on them.
 */
public final class Sessions {
  private final Kernels kernels;

  /** Over these kernels. */
  public Sessions(Kernels kernels) {
    this.kernels = kernels;
  }

  /** As {@link Executor#train(TrainingSpec)}. */
  public TrainingSession train(TrainingSpec specification) {
    Graph graph = specification.graph();
    Predicate<String> frozen = frozen(specification.frozen(), specification.targets());
    ParameterStore parameters =
        new ParameterStore(graph.parameters().values(), frozen, graph.type());
    parameters.initialise(specification.seed());
    StatisticStore statistics = new StatisticStore(graph.statistics(), graph.type());
    return orClose(
        () ->
            session(
                parameters,
                statistics,
                ScaledRates.of(
                    kernels.optimizer(specification.optimizer(), parameters.flat()),
                    parameters,
                    specification.rates()),
                () -> gradients(specification, parameters, statistics),
                specification.maxGradientNorm(),
                specification.accumulation(),
                specification.targets()),
        parameters::close,
        statistics::close);
  }

  /** Parameters that the optimiser leaves alone, momentum copies among them. */
  private static Predicate<String> frozen(Predicate<String> named, List<EmaTarget> targets) {
    return targets.stream()
        .<Predicate<String>>map(t -> name -> name.startsWith(t.target()))
        .reduce(named, Predicate::or);
  }

  private Gradients gradients(
      TrainingSpec specification, ParameterStore parameters, StatisticStore statistics) {
    return new WholeBatchGradients(
        kernels,
        specification.graph(),
        specification.loss(),
        specification.reported(),
        specification.seed(),
        parameters,
        statistics,
        Set.of(),
        List.of());
  }

  /**
   * The optimiser has its moments before the intermediates are laid out: what is free then is free
   * for them.
   */
  private static TrainingSession session(
      ParameterStore parameters,
      StatisticStore statistics,
      FlatOptimizer optimizer,
      Supplier<Gradients> gradients,
      double maxGradientNorm,
      int accumulation,
      List<EmaTarget> targets) {
    Gradients opened = orClose(gradients, optimizer::close);
    return orClose(
        () ->
            new ArrayTrainingSession(
                parameters, statistics, opened, optimizer, maxGradientNorm, accumulation, targets),
        opened::close,
        optimizer::close);
  }

  /** Opens what owns some memory from then on; frees that memory if it cannot be opened. */
  private static <T> T orClose(Supplier<T> open, Runnable... owned) {
    try {
      return open.get();
    } catch (RuntimeException | Error e) {
      for (Runnable close : owned) {
        close.run();
      }
      throw e;
    }
  }

  /** As {@link Executor#train(CachedTrainingSpec)}. */
  public TrainingSession train(CachedTrainingSpec specification) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    List<Statistic> statistics = new ArrayList<>(specification.objective().statistics());
    DataType type = specification.objective().type();
    for (CachedTrainingSpec.Tower tower : specification.towers()) {
      parameters.putAll(tower.graph().parameters());
      statistics.addAll(tower.graph().statistics());
    }
    parameters.putAll(specification.objective().parameters());
    ParameterStore store = new ParameterStore(parameters.values(), specification.frozen(), type);
    store.initialise(specification.seed());
    StatisticStore averages = new StatisticStore(statistics, type);
    return orClose(
        () ->
            session(
                store,
                averages,
                ScaledRates.of(
                    kernels.optimizer(specification.optimizer(), store.flat()),
                    store,
                    specification.rates()),
                () -> new CachedGradients(kernels, specification, store, averages),
                specification.maxGradientNorm(),
                1,
                List.of()),
        store::close,
        averages::close);
  }

  /** As {@link Executor#train(MultiTaskSpec)}. */
  public TrainingSession train(MultiTaskSpec specification) {
    List<MultiTaskSpec.Task> tasks = specification.tasks();
    DataType type = tasks.get(0).graph().type();
    Predicate<String> frozen = frozen(specification.frozen(), specification.targets());
    ParameterStore store = new ParameterStore(specification.parameters().values(), frozen, type);
    store.initialise(specification.seed());
    List<Statistic> statistics = new ArrayList<>();
    tasks.forEach(task -> statistics.addAll(task.graph().statistics()));
    if (specification.mix() instanceof GradientMix.GradNorm) {
      statistics.addAll(RateBalance.statistics(tasks));
    }
    StatisticStore averages = new StatisticStore(statistics, type);
    return orClose(
        () ->
            session(
                store,
                averages,
                kernels.optimizer(specification.optimizer(), store.flat()),
                () -> new MultiTaskGradients(kernels, specification, store, averages),
                specification.maxGradientNorm(),
                1,
                specification.targets()),
        store::close,
        averages::close);
  }

  /** As {@link Executor#infer}. */
  public InferenceSession infer(
      Graph graph, Map<String, Value> outputs, Map<String, Tensor> weights) {
    if (graph.training()) {
      throw new IllegalArgumentException("expected a graph in inference mode");
    }
    ParameterStore parameters =
        new ParameterStore(graph.parameters().values(), name -> true, graph.type());
    StatisticStore statistics = new StatisticStore(graph.statistics(), graph.type());
    GraphRun run =
        orClose(
            () -> {
              parameters.restore(weights);
              statistics.restore(weights);
              Program program = ProgramCompiler.forward(graph, outputs);
              Set<String> fixed = graph.parameterValues().keySet();
              return new GraphRun(
                  kernels, graph, program, parameters, statistics, Map.of(), Set.of(), fixed);
            },
            parameters::close,
            statistics::close);
    return new InferenceSession() {
      @Override
      public Map<String, Tensor> run(Batch batch) {
        run.run(batch, 0, 0, 0);
        Map<String, Tensor> results = new LinkedHashMap<>();
        outputs.keySet().forEach(name -> results.put(name, HostMemory.read(run.output(name))));
        return results;
      }

      @Override
      public void close() {
        run.close();
        statistics.close();
        parameters.close();
      }
    };
  }
}
