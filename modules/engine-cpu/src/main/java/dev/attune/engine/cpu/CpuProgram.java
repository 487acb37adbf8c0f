package dev.attune.engine.cpu;

import dev.attune.engine.cpu.onednn.OneDnn;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.PreparedProgram;
import dev.attune.engine.executor.Profile;
import dev.attune.engine.plan.Coverage;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Planner;
import dev.attune.engine.plan.Step;
import dev.attune.engine.program.Program;
import dev.attune.graph.Composite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan bound to memory, every kernel call prepared. */
final class CpuProgram implements PreparedProgram {
  /** oneDNN's logarithm is a hundred times less exact than ND4J's; it runs on small arrays. */
  private static final Coverage COVERAGE =
      Coverage.all().without(Composite.Kind.LOG_SOFTMAX).without(Function.Kind.LOGARITHM);

  private final OneDnn library;
  private final Plan plan;
  private final Memory memory;
  private final List<PreparedStep> steps = new ArrayList<>();
  private final Call[] calls;
  private final long bytes;
  private boolean closed;

  CpuProgram(
      Program program,
      Map<String, INDArray> inputs,
      Map<String, INDArray> targets,
      Set<String> fixed) {
    plan = Planner.plan(program, COVERAGE);
    memory = new Memory(plan, inputs, targets);
    library = new OneDnn();
    try {
      CallFactory factory = new CallFactory(library, memory, storages(program, fixed));
      for (Step step : plan.steps()) {
        steps.add(new PreparedStep(step, factory.calls(step)));
      }
      bytes = memory.bytes() + factory.bytes();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    calls = steps.stream().flatMap(step -> step.calls().stream()).toArray(Call[]::new);
  }

  private static Set<Integer> storages(Program program, Set<String> inputs) {
    Set<Integer> storages = new HashSet<>();
    for (String name : inputs) {
      if (program.inputs().containsKey(name)) {
        storages.add(program.inputs().get(name).id());
      }
    }
    return storages;
  }

  @Override
  public void run() {
    requireOpen();
    for (Call call : calls) {
      call.run();
    }
    memory.copyOutputs();
  }

  /** Primitives that were freed would end the process. */
  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
  }

  List<PreparedStep> steps() {
    return steps;
  }

  @Override
  public INDArray output(String name) {
    return memory.output(name);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public List<PlanLine> profile(int rounds) {
    requireOpen();
    List<Runnable> runs = new ArrayList<>();
    steps.forEach(step -> runs.add(step::run));
    double[] times = Profile.of(runs, rounds);
    List<PlanLine> lines = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      lines.add(steps.get(i).line(plan, times[i]));
    }
    return lines;
  }

  @Override
  public Map<String, Integer> stock() {
    return plan.stock();
  }

  @Override
  public void close() {
    closed = true;
    library.close();
    memory.close();
  }
}
