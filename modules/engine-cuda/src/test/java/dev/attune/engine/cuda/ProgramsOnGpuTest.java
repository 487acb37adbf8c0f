package dev.attune.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.engine.Agreement;
import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.nvidia.NvidiaDevice;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.PreparedProgram;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.GraphCases;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.objectives.Objective;
import dev.attune.objectives.Objectives;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every operation, layer and objective on a GPU, forward and backward, against ND4J. */
@Tag("gpu")
class ProgramsOnGpuTest {
  private static NvidiaDevice device;

  @BeforeAll
  static void open() {
    device = new NvidiaDevice();
  }

  @AfterAll
  static void close() {
    if (device != null) {
      device.close();
    }
  }

  /** In every precision that the GPU has, each within its tolerance. */
  private static void agrees(Graph graph, Value loss, long seed, int depth) {
    for (Precision precision : new CudaOffer().precisions()) {
      // Single precision rounds little, but wide sums of it in another order are further apart.
      int times = precision == Precision.FP32 && depth > 1 ? 10 : depth;
      Agreement.of(new CudaKernels(device, precision))
          .onTraining(graph, loss, seed, times * CudaTesting.tolerance(precision));
    }
  }

  static Stream<Arguments> cases() {
    return GraphCases.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyOperationAndLayer(String name, Function<Graph, Value> build) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value y = build.apply(graph);
    Value weights = graph.input("weights", y.shape());
    // Layers round more than once, and a loss whose terms have both signs cancels.
    boolean multiplies = name.contains("matmul") || name.startsWith("conv");
    int depth = name.contains(" of ") || multiplies ? 2 : 1;
    agrees(graph, Reductions.sum(Arithmetic.multiply(y, weights), false), 7, depth);
  }

  static Stream<Objective> objectives() {
    return Objectives.withDefaults().stream();
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void everyObjective(Objective objective) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value loss = objective.loss(graph.input("left", 7, 5), graph.input("right", 7, 5));
    agrees(graph, loss, 7, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomGraphs(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 12);
    agrees(training.graph(), training.loss(), seed, 1);
  }

  /** Tokens and heads of the standard works; in bf16 attention is one kernel. */
  @ParameterizedTest
  @CsvSource({"50, 12", "64, 3", "197, 6", "77, 8", "32, 3"})
  void aTransformerBlock(int tokens, int heads) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 4, tokens, 64L * heads);
    Value y = new TransformerBlock(heads, 0, 0).apply(graph, x, AttentionMask.open());
    agrees(graph, Towers.squaredError(y, x), 7, 2);
  }

  @Test
  void whatDoesNotFitIsSaidInOneLine() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 2, 3);
    Program program = ProgramCompiler.forward(graph, Map.of("y", Arithmetic.square(x)));
    Map<String, INDArray> inputs = new HashMap<>();
    inputs.put("x", Nd4j.rand(DataType.FLOAT, 2, 3));
    long most = 1L << 46;
    try (PreparedProgram fits =
        new CudaKernels(device, Precision.FP32).prepare(program, inputs, Map.of(), Set.of())) {
      assertThatThrownBy(() -> device.allocate(most))
          .isInstanceOf(InsufficientMemoryException.class);
      fits.run();
      assertThat(fits.output("y").length()).isEqualTo(6);
    }
  }
}
