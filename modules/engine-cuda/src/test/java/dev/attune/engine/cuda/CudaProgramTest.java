package dev.attune.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.Agreement;
import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.device.Calls;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.executor.PlanLine;
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
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole programs on a device that is emulated, where a C++ compiler is there, against ND4J. */
class CudaProgramTest {
  @TempDir Path folder;

  private EmulatedDevice device;

  @BeforeEach
  void open() throws InterruptedException {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    device = new EmulatedDevice(folder, 1 << 28);
  }

  @AfterEach
  void everythingIsGivenBack() {
    if (device != null) {
      device.close();
    }
  }

  private Agreement agreement() {
    return Agreement.of(new CudaKernels(device, Precision.FP32));
  }

  @Test
  void aTransformerBlock() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, 5, 8);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    agreement().onTraining(graph, Towers.squaredError(y, x));
  }

  @Test
  void aBlockWhoseAttentionIsOneKernel() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, 20, 32);
    AttentionMask mask = AttentionMask.causal(graph, 20);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, mask);
    double tolerance = 2 * CudaTesting.tolerance(Precision.BF16);
    Agreement.of(new CudaKernels(device, Precision.BF16))
        .onTraining(graph, Towers.squaredError(y, x), 7, tolerance);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void randomGraphs(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 12);
    agreement().onTraining(training.graph(), training.loss(), seed);
  }

  /** Images go through kernels of their own. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void everyConvolutionAndPool(Precision precision) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value loss = null;
    for (Map.Entry<String, Function<Graph, Value>> each : GraphCases.all().entrySet()) {
      if (each.getKey().matches("(conv|depthwise|max|average pool|residual block|gelu block).*")) {
        Value y = each.getValue().apply(graph.at("case" + graph.inputs().size()));
        Value weights = graph.input("weights" + graph.inputs().size(), y.shape());
        Value sum = Reductions.sum(Arithmetic.multiply(y, weights), false);
        loss = loss == null ? sum : Arithmetic.add(loss, sum);
      }
    }
    double tolerance = CudaTesting.tolerance(precision);
    Agreement.of(new CudaKernels(device, precision))
        .onTraining(graph, loss, 7, precision == Precision.FP32 ? tolerance : 2 * tolerance);
  }

  /** Weights that stay are rounded once, what changes each time. */
  @Test
  void aForwardPassInBfloat16ReadsWhatIsNewAlone() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value x = graph.input("x", 4, 8);
    Value w = graph.input("w", 8, 8);
    Program program = ProgramCompiler.forward(graph, Map.of("y", Products.matmul(x, w)));
    Map<String, INDArray> inputs = inputs(program);
    CudaKernels kernels = new CudaKernels(device, Precision.BF16);
    try (PreparedProgram prepared = kernels.prepare(program, inputs, Map.of(), Set.of("w"))) {
      for (int i = 0; i < 2; i++) {
        inputs.get("x").assign(i + 1);
        prepared.run();
        INDArray expected = inputs.get("x").mmul(inputs.get("w"));
        double apart = prepared.output("y").sub(expected).norm2Number().doubleValue();
        assertThat(apart).isLessThan(0.01 * expected.norm2Number().doubleValue());
      }
    }
  }

  @Test
  void aProfileHasALineALaunch() {
    Program program = Programs.block(3, 8);
    Map<String, INDArray> inputs = inputs(program);
    CudaKernels kernels = new CudaKernels(device, Precision.FP32);
    try (PreparedProgram prepared = kernels.prepare(program, inputs, Map.of(), Set.of())) {
      prepared.run();
      assertThat(prepared.bytes()).isEqualTo(device.used());
    }
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value y = Arithmetic.square(graph.input("x", 2, 3));
    Program small = ProgramCompiler.forward(graph, Map.of("y", y));
    try (PreparedProgram prepared = kernels.prepare(small, inputs(small), Map.of(), Set.of("x"))) {
      List<PlanLine> lines = prepared.profile(2);
      assertThat(lines).extracting(PlanLine::kernel).containsExactly("generated");
      assertThat(lines.get(0).bytes()).isEqualTo(2 * 6 * 4);
    }
  }

  @Test
  void whatDoesNotFitIsSaidAndNothingIsKept() {
    Program program = Programs.block(3, 8);
    CudaKernels kernels = new CudaKernels(new EmulatedDevice(folder, 1000), Precision.FP32);
    Map<String, INDArray> inputs = inputs(program);
    assertThatThrownBy(() -> kernels.prepare(program, inputs, Map.of(), Set.of()))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageContaining("MiB of memory are free");
  }

  @Test
  void whatHasNoKernelIsNamed() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    // A float does not count as many columns.
    Value x = graph.input("x", (1 << 24) + 1);
    Value loss = Reductions.max(x, false, 0);
    Program program = ProgramCompiler.training(graph, loss, Map.of(), List.of(x));
    DevicePlan plan = DevicePlan.of(program, Precision.FP32);
    assertThatThrownBy(() -> new Calls(plan))
        .hasMessage("executor cuda has no kernel for nd4j:reduce_max_bp");
  }

  @Test
  void whatIsNotSingleIsNamed() {
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.DOUBLE);
    Value y = Arithmetic.square(graph.input("x", 2, 3));
    Program program = ProgramCompiler.forward(graph, Map.of("y", y));
    DevicePlan plan = DevicePlan.of(program, Precision.FP32);
    assertThatThrownBy(() -> new Calls(plan))
        .hasMessage("executor cuda computes on FLOAT alone, found DOUBLE in nd4j:square");
  }

  private static Map<String, INDArray> inputs(Program program) {
    Map<String, INDArray> inputs = new HashMap<>();
    program
        .inputs()
        .forEach((name, value) -> inputs.put(name, Nd4j.rand(DataType.FLOAT, value.shape())));
    return inputs;
  }
}
