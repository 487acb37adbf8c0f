package dev.attune.engine.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Agreement;
import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.source.Schedule;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.LayerNorm;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitSumsTest {
  private static List<RowKernel> kernels(Program program) {
    return DevicePlan.of(program, Precision.FP32).launches().stream()
        .flatMap(launch -> ((Launch.Generated) launch).kernels().stream())
        .toList();
  }

  private static Program columns(int rows, int columns) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value sums = Reductions.sum(graph.input("x", rows, columns), false, 0);
    return ProgramCompiler.forward(graph, Map.of("y", sums));
  }

  @Test
  void longColumnsKeepManyBlocksBusy() {
    List<RowKernel> kernels = kernels(columns(16384, 192));
    assertThat(kernels).hasSize(2);
    assertThat(kernels.get(0).shape()).containsExactly(64, 192, 256);
    assertThat(kernels.get(1).shape()).containsExactly(192, 64);
    assertThat(kernels)
        .extracting(kernel -> Schedule.of(kernel).form())
        .containsOnly(Schedule.Form.ROWS_BESIDE);
    assertThat(Schedule.of(kernels.get(0)).grid()).isEqualTo(6 * 64);
  }

  @Test
  void whatIsShortOrCannotBeDividedStays() {
    assertThat(kernels(columns(1024, 192))).hasSize(1);
    assertThat(kernels(columns(2053, 192))).hasSize(1);
  }

  @Test
  void sumsOfPartsAreTheSums() {
    Agreement agreement =
        new Agreement(
            (program, inputs) -> {
              DevicePlan plan = DevicePlan.of(program, Precision.FP32);
              assertThat(plan.storages()).anyMatch(value -> value.name().equals("parts of sums"));
              return ReferenceRun.of(plan, inputs);
            });
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 4100, 70);
    Value y = LayerNorm.standard().apply(graph, x);
    agreement.onTraining(graph, Reductions.mean(Arithmetic.square(y), false), 7, 1e-4);
  }
}
