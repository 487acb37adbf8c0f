package dev.attune.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.engine.program.ArenaLayout;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Composite;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.ConvolutionBlock;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

  private static Plan training(Graph graph, Value loss, Collection<Value> wanted) {
    Program program = ProgramCompiler.training(graph, loss, Map.of(), wanted);
    return Planner.plan(program, Coverage.all());
  }

  private static Plan training(Graph graph, Value loss) {
    return training(graph, loss, graph.parameterValues().values());
  }

  private static long count(Plan plan, Class<? extends Kernel> kernel) {
    return plan.steps().stream().filter(step -> kernel.isInstance(step.kernel())).count();
  }

  private static Plan block(int tokens, int width) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 8, tokens, width);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    return training(graph, Towers.squaredError(y, x));
  }

  @Test
  void aTransformerBlockMovesNoHeadsAndKeepsEveryBiasInItsProduct() {
    Plan plan = block(5, 8);
    // What is copied are weights, biases and gradients of weights, side by side.
    plan.steps().stream()
        .filter(step -> step.kernel() instanceof Kernel.Copy)
        .forEach(step -> assertThat(step.output().length()).isLessThanOrEqualTo(8 * 8));
    assertThat(count(plan, Kernel.LayerNorm.class)).isEqualTo(2);
    assertThat(count(plan, Kernel.LayerNormBackward.class)).isEqualTo(2);
    assertThat(count(plan, Kernel.Softmax.class)).isEqualTo(1);
    assertThat(count(plan, Kernel.SoftmaxBackward.class)).isEqualTo(1);
    long biased =
        plan.steps().stream()
            .flatMap(step -> step.epilogues().stream())
            .filter(Epilogue.Bias.class::isInstance)
            .count();
    assertThat(biased).isEqualTo(4);
    assertThat(plan.stock()).containsOnlyKeys("reduce_sum");
  }

  @Test
  void queriesKeysAndValuesAreOneProductForwardAndBackward() {
    Plan plan = block(5, 8);
    long wide =
        plan.steps().stream()
            .filter(step -> step.kernel() instanceof Kernel.Product && step.output().isDense())
            .filter(step -> step.output().rank() == 2 && step.output().size(1) == 24)
            .count();
    // The projection itself and the gradient of its weights.
    assertThat(wide).isEqualTo(2);
    boolean summed =
        plan.steps().stream()
            .anyMatch(
                step ->
                    step.kernel() instanceof Kernel.Product
                        && step.inputs().get(0).size(-1) == 24
                        && step.output().size(-1) == 8);
    assertThat(summed).isTrue();
  }

  @Test
  void geluAndLayerNormAreComputedAgainInsteadOfKept() {
    assertThat(count(block(5, 8), Kernel.LayerNorm.class)).isEqualTo(2);
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 8, 64, 48);
    Value y = x;
    for (int i = 0; i < 3; i++) {
      y = new TransformerBlock(2, 0, 0).apply(graph.at("blocks", i), y, AttentionMask.open());
    }
    Plan plan = training(graph, Towers.squaredError(y, x));
    assertThat(count(plan, Kernel.LayerNorm.class)).isGreaterThan(6);
    assertThat(plan.steps().stream().filter(s -> s.label().equals("gelu"))).hasSizeGreaterThan(3);
  }

  @Test
  void imagesStandChannelsLastBetweenConvolutions() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value image = graph.input("image", 4, 3, 16, 16);
    Value one = ConvolutionBlock.of(8, 3, 2, Activation.RELU).apply(graph.at("one"), image);
    Value two = ConvolutionBlock.of(8, 3, 2, Activation.RELU).apply(graph.at("two"), one);
    Plan plan = training(graph, Reductions.mean(two, false));
    assertThat(count(plan, Kernel.Convolution.class)).isEqualTo(2);
    // The image comes in, features go out, and their gradient comes back.
    assertThat(count(plan, Kernel.Copy.class)).isEqualTo(3);
    plan.steps().stream()
        .filter(step -> step.kernel() instanceof Kernel.Convolution)
        .forEach(step -> assertThat(step.output().isDense()).isFalse());
    // Nobody asks for the image's gradient.
    assertThat(count(plan, Kernel.ConvolutionBackwardImage.class)).isEqualTo(1);
  }

  @Test
  void whatIsReadFromOutsideARegionKeepsItsOperations() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value x = graph.input("x", 4, 6);
    Value y = Activations.gelu(x);
    Composite gelu = graph.composites().get(0);
    assertThat(gelu.kind()).isEqualTo(Composite.Kind.GELU);
    Program program = ProgramCompiler.forward(graph, Map.of("y", y));
    assertThat(Planner.plan(program, Coverage.all()).steps()).hasSize(1);
    Coverage less = Coverage.all().without(Composite.Kind.GELU);
    assertThat(Planner.plan(program, less).stock()).containsEntry("erfc", 1);
    // The first step within the region becomes a result of its own.
    Value inner = graph.wrap(graph.sameDiff().ops()[0].outputVariables()[0], 4, 6);
    Program leaking = ProgramCompiler.forward(graph, Map.of("y", y, "inner", inner));
    assertThat(Planner.plan(leaking, Coverage.all()).stock()).containsEntry("erfc", 1);
  }

  @Test
  void aValueWithTwoReadersIsWritten() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value x = graph.input("x", 4, 6);
    Value doubled = Arithmetic.scale(x, 2);
    Value sum = Arithmetic.add(Arithmetic.square(doubled), Arithmetic.abs(doubled));
    Plan plan = Planner.plan(ProgramCompiler.forward(graph, Map.of("sum", sum)), Coverage.all());
    assertThat(plan.steps()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void livesThatOverlapNeverShareAByte(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 40);
    Plan plan = training(training.graph(), training.loss());
    List<Liveness.Interval> lives = plan.lives();
    ArenaLayout layout = ArenaLayout.of(lives);
    for (Liveness.Interval one : lives) {
      long begin = layout.offsets().get(one.value().id());
      for (Liveness.Interval other : lives) {
        long start = layout.offsets().get(other.value().id());
        boolean shared =
            begin < start + other.value().bytes() && start < begin + one.value().bytes();
        assertThat(shared && one.overlaps(other) && !one.equals(other)).isFalse();
      }
    }
    everythingReadIsWrittenBefore(plan);
  }

  private static void everythingReadIsWrittenBefore(Plan plan) {
    List<Integer> written = new ArrayList<>();
    for (Step step : plan.steps()) {
      for (Operand read : step.reads()) {
        boolean outside = plan.storages().get(read.storage()).constant() != null;
        boolean input =
            plan.program().inputs().values().stream().anyMatch(v -> v.id() == read.storage());
        assertThat(outside || input || written.contains(read.storage())).as("%s", step).isTrue();
      }
      step.outputs().forEach(output -> written.add(output.storage()));
    }
    assertThat(written).doesNotHaveDuplicates();
  }
}
