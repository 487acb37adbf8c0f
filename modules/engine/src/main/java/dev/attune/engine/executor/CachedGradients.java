package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Gradient caching (arXiv:2101.06983) as {@link CachedTrainingSpec} describes it. */
final class CachedGradients implements Gradients {
  private static final String EMBEDDING = "embedding-";
  private static final String UPSTREAM = "upstream-gradient-";

  /** The embeddings are named as the objective's inputs that stand for them. */
  private record Tower(
      Set<String> inputs, GraphRun forward, WholeBatchGradients backward, List<String> embeddings) {
    void close() {
      forward.close();
      if (backward != null) {
        backward.close();
      }
    }
  }

  private final Kernels kernels;
  private final CachedTrainingSpec specification;
  private final ParameterStore parameters;
  private final WholeBatchGradients objective;
  private final List<Tower> towers = new ArrayList<>();
  private final INDArray sum;

  CachedGradients(
      Kernels kernels,
      CachedTrainingSpec specification,
      ParameterStore parameters,
      StatisticStore statistics) {
    this.kernels = kernels;
    this.specification = specification;
    this.parameters = parameters;
    sum = Nd4j.create(parameters.gradients().dataType(), parameters.gradients().length());
    List<String> embeddings = specification.embeddings().stream().map(Value::name).toList();
    objective =
        new WholeBatchGradients(
            kernels,
            specification.objective(),
            specification.loss(),
            specification.reported(),
            specification.seed(),
            parameters,
            statistics,
            Set.copyOf(embeddings),
            specification.embeddings());
    try {
      int first = 0;
      for (CachedTrainingSpec.Tower tower : specification.towers()) {
        int next = first + tower.embeddings().size();
        towers.add(tower(tower, embeddings.subList(first, next), statistics));
        first = next;
      }
    } catch (RuntimeException | Error e) {
      towers.forEach(Tower::close);
      objective.close();
      sum.data().close();
      throw e;
    }
  }

  private Tower tower(
      CachedTrainingSpec.Tower tower, List<String> embeddings, StatisticStore statistics) {
    Graph graph = tower.graph();
    Set<String> inputs = new HashSet<>(graph.inputs().keySet());
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (int i = 0; i < embeddings.size(); i++) {
      outputs.put(EMBEDDING + i, tower.embeddings().get(i));
    }
    Program forward = ProgramCompiler.forward(graph, outputs);
    GraphRun encode =
        new GraphRun(kernels, graph, forward, parameters, statistics, Map.of(), Set.of(), Set.of());
    boolean trained =
        graph.parameters().keySet().stream().anyMatch(n -> parameters.gradient(n) != null);
    try {
      WholeBatchGradients backward = trained ? backward(tower, statistics) : null;
      return new Tower(inputs, encode, backward, embeddings);
    } catch (RuntimeException | Error e) {
      encode.close();
      throw e;
    }
  }

  /** Of the sum of all products of an embedding and its gradient. */
  private WholeBatchGradients backward(CachedTrainingSpec.Tower tower, StatisticStore statistics) {
    Set<String> upstreams = new HashSet<>();
    Value surrogate = null;
    for (int i = 0; i < tower.embeddings().size(); i++) {
      Value embedding = tower.embeddings().get(i);
      Value upstream = tower.graph().input(UPSTREAM + i, embedding.shape());
      Value product = Reductions.sum(Arithmetic.multiply(embedding, upstream), false);
      surrogate = surrogate == null ? product : Arithmetic.add(surrogate, product);
      upstreams.add(UPSTREAM + i);
    }
    return new WholeBatchGradients(
        kernels,
        tower.graph(),
        surrogate,
        Map.of(),
        specification.seed(),
        parameters,
        statistics,
        upstreams,
        List.of());
  }

  @Override
  public double compute(Batch batch, long step) {
    if (batch.rows() != specification.rows()) {
      throw new IllegalArgumentException(
          "expected a batch of %d rows, found %d".formatted(specification.rows(), batch.rows()));
    }
    for (Tower tower : towers) {
      for (int from = 0; from < specification.rows(); from += specification.chunk()) {
        tower.forward.run(part(batch, tower, from), specification.seed(), step, from);
        for (int i = 0; i < tower.embeddings.size(); i++) {
          INDArray all = objective.run().input(tower.embeddings.get(i));
          rows(all, from).assign(tower.forward.output(EMBEDDING + i));
        }
      }
    }
    double loss = objective.compute(batch, step);
    sum.assign(parameters.gradients());
    zeroTowers();
    for (Tower tower : towers) {
      if (tower.backward != null) {
        backward(batch, step, tower);
      }
    }
    parameters.gradients().assign(sum);
    return loss;
  }

  /** The objective's program writes its own parameters' gradients only; the rest is left over. */
  private void zeroTowers() {
    Set<String> own = specification.objective().parameters().keySet();
    for (String name : parameters.trainableNames()) {
      if (!own.contains(name)) {
        parameters.viewLike(sum, name).assign(0);
      }
    }
  }

  private void backward(Batch batch, long step, Tower tower) {
    for (int from = 0; from < specification.rows(); from += specification.chunk()) {
      parameters.gradients().assign(0);
      for (int i = 0; i < tower.embeddings.size(); i++) {
        String gradient = Program.gradientOf(tower.embeddings.get(i));
        INDArray upstream = rows(objective.run().output(gradient), from);
        tower.backward.run().input(UPSTREAM + i).assign(upstream);
      }
      tower.backward.compute(part(batch, tower, from), step, from);
      sum.addi(parameters.gradients());
    }
  }

  private Batch part(Batch batch, Tower tower, int from) {
    return batch.only(tower.inputs).slice(from, from + specification.chunk());
  }

  private INDArray rows(INDArray all, int from) {
    return all.get(NDArrayIndex.interval(from, from + specification.chunk()), NDArrayIndex.all());
  }

  @Override
  public Map<String, Double> reported() {
    return objective.reported();
  }

  @Override
  public void foldStatistics() {
    objective.foldStatistics();
  }

  @Override
  public List<PlanLine> profile(Batch batch, int rounds) {
    compute(batch, 0);
    List<PlanLine> lines = new ArrayList<>();
    for (Tower tower : towers) {
      Batch chunk = part(batch, tower, 0);
      lines.addAll(tower.forward.profile(chunk, rounds));
      if (tower.backward != null) {
        lines.addAll(tower.backward.profile(chunk, rounds));
      }
    }
    lines.addAll(objective.profile(batch, rounds));
    return lines;
  }

  @Override
  public Map<String, Integer> stock() {
    Map<String, Integer> all = new TreeMap<>(objective.stock());
    for (Tower tower : towers) {
      tower.forward.stock().forEach((name, count) -> all.merge(name, count, Integer::sum));
      if (tower.backward != null) {
        tower.backward.stock().forEach((name, count) -> all.merge(name, count, Integer::sum));
      }
    }
    return all;
  }

  @Override
  public long bytes() {
    long bytes = objective.bytes() + sum.length() * sum.dataType().width();
    for (Tower tower : towers) {
      bytes += tower.forward.bytes() + (tower.backward == null ? 0 : tower.backward.bytes());
    }
    return bytes;
  }

  @Override
  public void close() {
    objective.close();
    towers.forEach(Tower::close);
    sum.data().close();
  }
}
