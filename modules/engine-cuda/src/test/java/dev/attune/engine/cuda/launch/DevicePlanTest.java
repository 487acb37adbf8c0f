package dev.attune.engine.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.engine.executor.Kernels;
import dev.attune.engine.executor.PreparedProgram;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Step;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Differentiation;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Plans, run by the reference, against ND4J's executor. */
public class DevicePlanTest {
  private static final double TOLERANCE = 1e-5;

  public static Program training(Graph graph, Value loss) {
    List<Value> wanted = new ArrayList<>(graph.parameterValues().values());
    wanted.addAll(graph.inputs().values());
    Map<String, Value> reached = Differentiation.gradients(loss, wanted);
    wanted.removeIf(value -> !reached.containsKey(value.name()));
    return ProgramCompiler.training(graph, loss, Map.of(), wanted);
  }

  /** A transformer block of two heads, and its backward pass. */
  public static Program block(int tokens, int width) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, tokens, width);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    return training(graph, Towers.squaredError(y, x));
  }

  private static Map<String, INDArray> inputs(Program program, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    program
        .inputs()
        .forEach(
            (name, value) -> {
              INDArray array = Nd4j.create(DataType.FLOAT, value.shape(), 'c');
              for (long i = 0; i < array.length(); i++) {
                array.putScalar(i, 0.5 * random.nextGaussian());
              }
              arrays.put(name, array);
            });
    return arrays;
  }

  private static void agree(Program program) {
    Map<String, INDArray> inputs = inputs(program, 7);
    Map<String, INDArray> found = ReferenceRun.of(DevicePlan.of(program), inputs);
    try (PreparedProgram expected = Kernels.nd4j().prepare(program, inputs, Map.of(), Set.of())) {
      expected.run();
      double largest =
          program.outputs().keySet().stream()
              .mapToDouble(name -> norm(expected.output(name)))
              .max()
              .orElseThrow();
      for (String name : program.outputs().keySet()) {
        INDArray array = expected.output(name).castTo(DataType.DOUBLE);
        double apart = norm(found.get(name).castTo(DataType.DOUBLE).sub(array));
        assertThat(apart / Math.max(norm(array), 1e-2 * largest))
            .as(name)
            .isLessThanOrEqualTo(TOLERANCE);
      }
    }
  }

  private static double norm(INDArray array) {
    return array.castTo(DataType.DOUBLE).norm2Number().doubleValue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void aTransformerBlockIsWhatNd4jComputes(int tokens) {
    agree(block(tokens, 8));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomGraphsAreWhatNd4jComputes(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 12);
    agree(training(training.graph(), training.loss()));
  }

  @Test
  void aBlockIsProductsAndFewKernels() {
    DevicePlan plan = DevicePlan.of(block(5, 8));
    List<Step> left =
        plan.launches().stream()
            .filter(Launch.Library.class::isInstance)
            .map(launch -> ((Launch.Library) launch).step())
            .toList();
    assertThat(left).allMatch(step -> step.kernel() instanceof Kernel.Product);
    assertThat(left).hasSize(18);
    // Nine of them are copies: weights side by side, and their gradients apart.
    assertThat(plan.launches()).hasSize(18 + 28);
  }
}
