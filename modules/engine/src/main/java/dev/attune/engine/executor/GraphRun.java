package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.program.Program;
import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A compiled graph with all that it declared provided: batch inputs fed, rows looked up, random
 * numbers drawn, parameters and running averages bound, and after a backward run the gradients of
 * looked-up rows added to their tables'.
 */
final class GraphRun implements AutoCloseable {
  private final ParameterStore parameters;
  private final List<Value> inputs;
  private final List<Lookup> lookups;
  private final List<Draw> draws;
  private final Set<String> outside;
  private final Map<String, INDArray> bound = new LinkedHashMap<>();
  private final PreparedProgram program;

  /**
   * Binds a program.
   *
   * @param targets where outputs shall be written, by name; the rest stays in the arena
   * @param outside inputs that the caller writes to {@link #input} instead of the batch
   */
  GraphRun(
      Graph graph,
      Program program,
      ParameterStore parameters,
      StatisticStore statistics,
      Map<String, INDArray> targets,
      Set<String> outside) {
    this.outside = Set.copyOf(outside);
    this.parameters = parameters;
    Set<String> read = program.inputs().keySet();
    graph.parameterValues().keySet().forEach(n -> bound.put(n, parameters.view(n)));
    lookups = graph.lookups().stream().filter(l -> read.contains(l.rows().name())).toList();
    draws = graph.draws().stream().filter(d -> read.contains(d.value().name())).toList();
    Set<Value> fed = new LinkedHashSet<>();
    graph.inputs().values().stream().filter(i -> read.contains(i.name())).forEach(fed::add);
    lookups.forEach(l -> fed.add(l.ids()));
    inputs = List.copyOf(fed);
    inputs.forEach(i -> bound.put(i.name(), zeros(i)));
    lookups.forEach(l -> bound.put(l.rows().name(), zeros(l.rows())));
    draws.forEach(d -> bound.put(d.value().name(), zeros(d.value())));
    for (Statistic statistic : graph.statistics()) {
      bound.put(statistic.name(), statistics.get(statistic.name()));
    }
    this.program = new PreparedProgram(program, bound, targets);
  }

  private static INDArray zeros(Value value) {
    return Nd4j.create(value.variable().dataType(), value.shape(), 'c');
  }

  /**
   * Runs the program.
   *
   * @param firstRow where the batch's first item stands in the whole batch, for random draws
   */
  void run(Batch batch, long seed, long step, long firstRow) {
    feed(batch);
    for (Lookup lookup : lookups) {
      INDArray table = parameters.view(lookup.table().name());
      gather(table, bound.get(lookup.ids().name()), bound.get(lookup.rows().name()));
    }
    for (Draw draw : draws) {
      INDArray to = bound.get(draw.value().name());
      long width = to.length() / Math.max(1, to.size(0));
      float[] drawn = new float[Math.toIntExact(to.length())];
      RandomNumbers.fill(drawn, draw, seed, step, firstRow * width);
      HostMemory.write(drawn, to);
    }
    program.run();
  }

  /** Adds the gradients of looked-up rows to the gradients of their tables. */
  void scatterRowGradients() {
    for (Lookup lookup : lookups) {
      INDArray gradient = program.output(Program.gradientOf(lookup.rows().name()));
      INDArray table = parameters.gradient(lookup.table().name());
      if (gradient != null && table != null) {
        scatterAdd(table, bound.get(lookup.ids().name()), gradient);
      }
    }
  }

  private void feed(Batch batch) {
    for (Value input : inputs) {
      String name = input.name();
      INDArray to = bound.get(name);
      if (batch.floats().containsKey(name)) {
        HostMemory.write(batch.floats().get(name), to);
      } else if (batch.integers().containsKey(name)) {
        HostMemory.write(batch.integers().get(name), to);
      } else if (!outside.contains(name)) {
        throw new IllegalArgumentException(
            "the batch lacks input "
                + input
                + "; it holds "
                + batch.floats().keySet()
                + " and "
                + batch.integers().keySet());
      }
    }
  }

  private static void gather(INDArray table, INDArray ids, INDArray rows) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setIArguments(0);
    context.setInputArray(0, table);
    context.setInputArray(1, ids.reshape(ids.length()));
    context.setOutputArray(0, rows.reshape('c', ids.length(), table.size(1)));
    Nd4j.getExecutioner().exec(DynamicCustomOp.builder("gather").build(), context);
  }

  private static void scatterAdd(INDArray table, INDArray ids, INDArray rows) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    // Locked: rows that repeat are added one after the other, in order, so sums repeat to the bit.
    context.setBArguments(true);
    context.setInputArray(0, table);
    context.setInputArray(1, ids.reshape(ids.length()));
    context.setInputArray(2, rows.reshape('c', ids.length(), table.size(1)));
    context.setOutputArray(0, table);
    Nd4j.getExecutioner().exec(DynamicCustomOp.builder("scatter_add").build(), context);
  }

  INDArray input(String name) {
    return bound.get(name);
  }

  INDArray output(String name) {
    return program.output(name);
  }

  long bytes() {
    long fed = 0;
    for (Value input : inputs) {
      fed += input.length() * input.variable().dataType().width();
    }
    return program.arenaBytes() + fed;
  }

  @Override
  public void close() {
    program.close();
  }
}
