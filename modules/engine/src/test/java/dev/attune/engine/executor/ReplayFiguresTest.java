package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What replaying an operation costs beside its own work; the target is 10 µs. */
@Tag("figures")
class ReplayFiguresTest {
  private static final int OPERATIONS = 1000;
  private static final int RUNS = 400;

  @Test
  void medianOfAOneElementAdd() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value one = graph.input("one", 1);
    Value sum = one;
    for (int i = 0; i < OPERATIONS; i++) {
      sum = Arithmetic.add(sum, one);
    }
    Program program = ProgramCompiler.forward(graph, Map.of("sum", sum));
    assertThat(program.operations()).hasSize(OPERATIONS);
    double[] microseconds = new double[RUNS];
    Map<String, INDArray> inputs = Map.of("one", Nd4j.ones(1).castTo(graph.type()));
    try (PreparedProgram prepared = new Nd4jProgram(program, inputs, Map.of())) {
      for (int run = 0; run < RUNS; run++) {
        long start = System.nanoTime();
        prepared.run();
        microseconds[run] = (System.nanoTime() - start) / 1e3 / OPERATIONS;
      }
      assertThat(prepared.output("sum").getDouble(0)).isEqualTo(OPERATIONS + 1);
    }
    Arrays.sort(microseconds, RUNS / 2, RUNS);
    System.out.printf(
        "replay: %.2f µs an operation (median of the last %d runs of %d)%n",
        microseconds[RUNS * 3 / 4], RUNS / 2, OPERATIONS);
  }
}
