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

  private final OneDnn library = new OneDnn();
  private final Plan plan;
  private final Memory memory;
  private final List<PreparedStep> steps = new ArrayList<>();
  private final Call[] calls;

  CpuProgram(
      Program program,
      Map<String, INDArray> inputs,
      Map<String, INDArray> targets,
      Set<String> fixed) {
    plan = Planner.plan(program, COVERAGE);
    memory = new Memory(plan, inputs, targets);
    Set<Integer> fixedStorages = new HashSet<>();
    fixed.stream()
        .filter(program.inputs()::containsKey)
        .forEach(name -> fixedStorages.add(program.inputs().get(name).id()));
    CallFactory factory = new CallFactory(library, memory, fixedStorages);
    for (Step step : plan.steps()) {
      steps.add(new PreparedStep(step, factory.calls(step)));
    }
    calls = steps.stream().flatMap(step -> step.calls().stream()).toArray(Call[]::new);
  }

  @Override
  public void run() {
    for (Call call : calls) {
      call.run();
    }
    memory.copyOutputs();
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
    return memory.bytes();
  }

  @Override
  public List<PlanLine> profile(int rounds) {
    List<Runnable> runs = new ArrayList<>();
    steps.forEach(step -> runs.add(step::run));
    double[] times = Profile.of(runs, rounds);
    List<PlanLine> lines = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      lines.add(steps.get(i).line(times[i]));
    }
    return lines;
  }

  @Override
  public Map<String, Integer> stock() {
    return plan.stock();
  }

  @Override
  public void close() {
    library.close();
    memory.close();
  }
}
