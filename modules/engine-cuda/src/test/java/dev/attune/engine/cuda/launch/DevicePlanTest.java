package dev.attune.engine.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Agreement;
import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.CudaTesting;
import dev.attune.engine.cuda.Programs;
import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.GraphCases;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Padding;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import dev.attune.objectives.Objective;
import dev.attune.objectives.Objectives;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Plans, run by the reference, against ND4J's kernels. */
class DevicePlanTest {
  /**
   * In every precision, each within its tolerance.
   *
   * @param depth how many operations' tolerances: what is rounded again and again is further away
   */
  private static void agrees(Graph graph, Value loss, long seed, int depth) {
    for (Precision precision : Precision.values()) {
      Agreement agreement =
          new Agreement(
              (program, inputs) -> {
                DevicePlan plan = DevicePlan.of(program, precision);
                assertThat(plan.launches()).noneMatch(Launch.Missing.class::isInstance);
                plan.launches().forEach(DevicePlanTest::requireIndependent);
                return ReferenceRun.of(plan, inputs);
              });
      double tolerance = CudaTesting.tolerance(precision);
      agreement.onTraining(
          graph, loss, seed, precision == Precision.FP32 ? tolerance : depth * tolerance);
    }
  }

  private static void agrees(Graph graph, Value loss) {
    agrees(graph, loss, 7, 1);
  }

  /** Kernels of one launch run at the same time: none may wait for another, or write over it. */
  private static void requireIndependent(Launch launch) {
    if (!(launch instanceof Launch.Generated generated) || generated.kernels().size() == 1) {
      return;
    }
    Set<Integer> written = new HashSet<>();
    launch.writes().forEach(operand -> written.add(operand.storage()));
    assertThat(launch.reads())
        .as(launch.label())
        .noneMatch(operand -> written.contains(operand.storage()));
    Set<List<Long>> elements = new HashSet<>();
    for (RowKernel kernel : generated.kernels()) {
      Set<List<Long>> own = new HashSet<>();
      kernel.writes().forEach(operand -> collect(operand, 0, operand.offset(), own));
      assertThat(own).as(launch.label()).noneMatch(elements::contains);
      elements.addAll(own);
    }
  }

  private static void collect(Operand operand, int axis, long place, Set<List<Long>> elements) {
    if (axis == operand.rank()) {
      elements.add(List.of((long) operand.storage(), place));
      return;
    }
    for (long i = 0; i < operand.size(axis); i++) {
      collect(operand, axis + 1, place + i * operand.strides()[axis], elements);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void aTransformerBlock(int tokens) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, tokens, 8);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    agrees(graph, Towers.squaredError(y, x), 7, 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomGraphs(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 12);
    agrees(training.graph(), training.loss(), seed, 1);
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
    agrees(graph, loss);
  }

  /** A second factor that rounds to 1 leaves ties, and says who of them the gradient went to. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void ofEqualOnesTheFirstIsTheLargest(int axis) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value nearlyOne = Arithmetic.shift(Arithmetic.scale(graph.input("y", 4, 6, 5), 1e-9), 1);
    Value steps = Gradients.stop(Arithmetic.clamp(graph.input("x", 4, 6, 5), -0.1, 0.1));
    Value ties = Arithmetic.multiply(steps, nearlyOne);
    int[] axes = axis == 3 ? new int[] {0, 2} : new int[] {axis};
    Value largest = Reductions.max(ties, axis == 1, axes);
    Value weights = graph.input("weights", largest.shape());
    agrees(graph, Reductions.sum(Arithmetic.multiply(largest, weights), false));
  }

  /** As if no more than one image's windows could be gathered. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void aLargeBatchIsConvolvedInPieces(Precision precision) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x =
        Convolutions.conv2d(
            graph.input("x", 6, 3, 7, 5), graph.input("k", 8, 3, 3, 3), 1, 1, Padding.same());
    Value y =
        Convolutions.conv2d(Activations.relu(x), graph.input("l", 4, 8, 3, 3), 2, 2, Padding.of(1));
    Value loss = Reductions.sum(Arithmetic.multiply(y, graph.input("weights", y.shape())), false);
    Agreement agreement =
        new Agreement(
            (program, inputs) -> {
              DevicePlan plan = DevicePlan.of(program, precision, Set.of(), 1);
              assertThat(plan.launches())
                  .filteredOn(Launch.Multiply.class::isInstance)
                  .hasSize(6 * 6);
              return ReferenceRun.of(plan, inputs);
            });
    agreement.onTraining(graph, loss, 7, 2 * CudaTesting.tolerance(precision));
  }

  /** Kernels of one launch run at the same time. */
  @Test
  void zerosAndWhatIsPutIntoThemAreTwoLaunches() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, 5);
    Value part = Shaping.slice(x, 0, 1, 3);
    Value loss = Reductions.sum(Arithmetic.multiply(part, graph.input("weights", 2, 5)), false);
    DevicePlan plan =
        DevicePlan.of(ProgramCompiler.training(graph, loss, Map.of(), List.of(x)), Precision.FP32);
    assertThat(plan.launches())
        .allMatch(
            launch ->
                launch.writes().stream().map(Operand::storage).distinct().count()
                    == launch.writes().size());
  }

  @Test
  void aBlockIsProductsAndFewKernels() {
    DevicePlan plan = DevicePlan.of(Programs.block(5, 8), Precision.FP32);
    assertThat(plan.launches()).noneMatch(Launch.Missing.class::isInstance);
    assertThat(plan.launches()).filteredOn(Launch.Multiply.class::isInstance).hasSize(18);
    assertThat(plan.launches()).hasSize(18 + 13);
    // Weights are laid side by side at first; at last gradients are laid apart and summed.
    assertThat(plan.launches())
        .filteredOn(Launch.Generated.class::isInstance)
        .extracting(launch -> ((Launch.Generated) launch).kernels().size())
        .filteredOn(size -> size > 1)
        .containsExactly(6, 4, 6, 3);
  }

  /** Two views through one encoder: the gradients of its weights are added up. */
  @Test
  void gradientsOfSharedConvolutionsStaySingle() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value weights = graph.input("weights", 4, 3, 3, 3);
    Padding same = Padding.same();
    Value one = Convolutions.conv2d(graph.input("one", 2, 3, 8, 8), weights, 1, 1, same);
    Value two = Convolutions.conv2d(graph.input("two", 2, 3, 8, 8), weights, 1, 1, same);
    Value loss = Reductions.sum(Arithmetic.square(Arithmetic.add(one, two)), false);
    Program program = ProgramCompiler.training(graph, loss, Map.of(), List.of(weights));
    List<MatrixProduct> ofWeights =
        DevicePlan.of(program, Precision.BF16).launches().stream()
            .filter(Launch.Multiply.class::isInstance)
            .map(launch -> ((Launch.Multiply) launch).product())
            .filter(product -> product.rows() * product.columns() == weights.length())
            .toList();
    assertThat(ofWeights).hasSizeGreaterThanOrEqualTo(1);
    assertThat(ofWeights).allMatch(product -> product.written() == DataType.FLOAT);
    agrees(graph, loss, 7, 2);
  }
}
