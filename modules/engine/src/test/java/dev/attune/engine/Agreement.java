package dev.attune.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.executor.Kernels;
import dev.attune.engine.executor.PreparedProgram;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Differentiation;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Loss and gradients of a graph by other kernels as by ND4J's.
 *
 * @param subject the other kernels
 */
public record Agreement(Subject subject) {
  private static final double TOLERANCE = 1e-5;

  /** A gradient that is zero but for rounding is measured by the largest. */
  private static final double NEGLIGIBLE = 1e-2;

  private static final int RUNS = 2;

  /** What runs a program. */
  @FunctionalInterface
  public interface Subject {
    /**
     * Runs it.
     *
     * @param inputs by name
     * @return its outputs by name
     */
    Map<String, INDArray> run(Program program, Map<String, INDArray> inputs);
  }

  /** Kernels on ND4J's arrays. */
  public static Agreement of(Kernels kernels) {
    return new Agreement((program, inputs) -> run(kernels, program, inputs));
  }

  /** Forward, and backward to every parameter and input that the loss depends on. */
  public void onTraining(Graph graph, Value loss) {
    onTraining(graph, loss, 7);
  }

  public void onTraining(Graph graph, Value loss, long seed) {
    onTraining(graph, loss, seed, TOLERANCE);
  }

  public void onTraining(Graph graph, Value loss, long seed, double tolerance) {
    List<Value> wanted = new ArrayList<>(graph.parameterValues().values());
    wanted.addAll(graph.inputs().values());
    Map<String, Value> reached = Differentiation.gradients(loss, wanted);
    wanted.removeIf(value -> !reached.containsKey(value.name()));
    same(ProgramCompiler.training(graph, loss, Map.of(), wanted), inputs(graph, seed), tolerance);
  }

  public void onForward(Graph graph, Value output) {
    Program program = ProgramCompiler.forward(graph, Map.of("output", output));
    same(program, inputs(graph, 7), TOLERANCE);
  }

  /** Normal numbers of deviation one half for all that the graph reads. */
  private static Map<String, INDArray> inputs(Graph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    for (String name : graph.sameDiff().inputs()) {
      long[] shape = graph.sameDiff().getVariable(name).placeholderShape();
      INDArray array = Nd4j.create(DataType.FLOAT, shape, 'c');
      for (long i = 0; i < array.length(); i++) {
        array.putScalar(i, 0.5 * random.nextGaussian());
      }
      arrays.put(name, array);
    }
    return arrays;
  }

  public void same(Program program, Map<String, INDArray> inputs, double tolerance) {
    Map<String, INDArray> expected = run(Kernels.nd4j(), program, inputs);
    Map<String, INDArray> found = subject.run(program, inputs);
    assertThat(found.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    double largest = expected.values().stream().mapToDouble(Agreement::norm).max().orElseThrow();
    expected.forEach(
        (name, array) -> {
          // Deep networks round more, and have more gradients that are zero but for rounding.
          double negligible = tolerance > TOLERANCE ? 0.1 : NEGLIGIBLE;
          double size = Math.max(norm(array), negligible * largest);
          double apart = size == 0 ? 0 : apart(found.get(name), array) / size;
          assertThat(apart).as(name).isLessThanOrEqualTo(tolerance);
        });
  }

  private static Map<String, INDArray> run(
      Kernels kernels, Program program, Map<String, INDArray> inputs) {
    Map<String, INDArray> outputs = new LinkedHashMap<>();
    try (PreparedProgram prepared = kernels.prepare(program, inputs, Map.of(), Set.of())) {
      for (int i = 0; i < RUNS; i++) {
        prepared.run();
      }
      program.outputs().keySet().forEach(name -> outputs.put(name, prepared.output(name).dup()));
    }
    return outputs;
  }

  private static double norm(INDArray array) {
    return array.castTo(DataType.DOUBLE).norm2Number().doubleValue();
  }

  private static double apart(INDArray found, INDArray expected) {
    return norm(found.castTo(DataType.DOUBLE).sub(expected.castTo(DataType.DOUBLE)));
  }
}
