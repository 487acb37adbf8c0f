package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.program.Program;
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
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
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
  private final List<INDArray> own = new ArrayList<>();
  private final PreparedProgram program;
  private final List<PreparedOperation> gathers = new ArrayList<>();
  private final List<PreparedOperation> scatters = new ArrayList<>();

  /**
   * Binds a program.
   *
   * @param targets where outputs shall be written, by name; the rest stays in the arena
   * @param outside inputs that the caller writes to {@link #input} instead of the batch
   * @param fixed inputs that hold their final values already
   */
  GraphRun(
      Kernels kernels,
      Graph graph,
      Program program,
      ParameterStore parameters,
      StatisticStore statistics,
      Map<String, INDArray> targets,
      Set<String> outside,
      Set<String> fixed) {
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
    inputs.forEach(this::bindOwn);
    lookups.forEach(l -> bindOwn(l.rows()));
    draws.forEach(d -> bindOwn(d.value()));
    for (Statistic statistic : graph.statistics()) {
      bound.put(statistic.name(), statistics.get(statistic.name()));
    }
    this.program = kernels.prepare(program, bound, targets, fixed);
    try {
      lookups.forEach(this::prepare);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Moving rows between a table and the graph, and their gradients back. */
  private void prepare(Lookup lookup) {
    INDArray ids = bound.get(lookup.ids().name());
    INDArray flat = ids.reshape(ids.length());
    INDArray table = parameters.view(lookup.table().name());
    INDArray rows = bound.get(lookup.rows().name());
    gathers.add(
        PreparedOperation.gather(table, flat, rows.reshape('c', flat.length(), table.size(1))));
    INDArray gradient = program.output(Program.gradientOf(lookup.rows().name()));
    INDArray tableGradient = parameters.gradient(lookup.table().name());
    if (gradient != null && tableGradient != null) {
      scatters.add(
          PreparedOperation.scatterAdd(
              tableGradient, flat, gradient.reshape('c', flat.length(), table.size(1))));
    }
  }

  private void bindOwn(Value value) {
    INDArray array = Nd4j.create(value.variable().dataType(), value.shape(), 'c');
    own.add(array);
    bound.put(value.name(), array);
  }

  /**
   * Runs the program.
   *
   * @param firstRow where the batch's first item stands in the whole batch, for random draws
   */
  void run(Batch batch, long seed, long step, long firstRow) {
    feed(batch);
    gathers.forEach(PreparedOperation::run);
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
    scatters.forEach(PreparedOperation::run);
  }

  private void feed(Batch batch) {
    for (Value input : inputs) {
      String name = input.name();
      float[] floats = batch.floats().get(name);
      int[] integers = batch.integers().get(name);
      if (floats != null && input.variable().dataType().isFPType()) {
        requireLength(input, floats.length);
        HostMemory.write(floats, bound.get(name));
      } else if (integers != null && !input.variable().dataType().isFPType()) {
        requireLength(input, integers.length);
        HostMemory.write(integers, bound.get(name));
      } else if (!outside.contains(name)) {
        throw new IllegalArgumentException(
            "the batch lacks input %s of %s; it holds floats %s and integers %s"
                .formatted(
                    input,
                    input.variable().dataType(),
                    batch.floats().keySet(),
                    batch.integers().keySet()));
      }
    }
    lookups.forEach(lookup -> requireIds(lookup, batch.integers().get(lookup.ids().name())));
  }

  private static void requireLength(Value input, int length) {
    if (length != input.length()) {
      throw new IllegalArgumentException(
          "input %s: expected %d elements, found %d".formatted(input, input.length(), length));
    }
  }

  /** The backend would read past the table's end. */
  private static void requireIds(Lookup lookup, int[] ids) {
    long vocabulary = lookup.table().shape()[0];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= vocabulary) {
        throw new IllegalArgumentException(
            "input %s, element %d: expected an id from 0 to %d of table %s, found %d"
                .formatted(lookup.ids(), i, vocabulary - 1, lookup.table().name(), ids[i]));
      }
    }
  }

  /** Feeds a batch, and times the program's steps apart. */
  List<PlanLine> profile(Batch batch, int rounds) {
    run(batch, 0, 0, 0);
    return program.profile(rounds);
  }

  /** Operations that run on ND4J for want of a kernel. */
  Map<String, Integer> stock() {
    return program.stock();
  }

  INDArray input(String name) {
    return bound.get(name);
  }

  INDArray output(String name) {
    return program.output(name);
  }

  long bytes() {
    long bytes = program.bytes();
    for (INDArray array : own) {
      bytes += array.length() * array.dataType().width();
    }
    return bytes;
  }

  @Override
  public void close() {
    program.close();
    own.forEach(array -> array.data().close());
  }
}
