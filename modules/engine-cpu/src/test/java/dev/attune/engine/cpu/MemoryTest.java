package dev.attune.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.engine.executor.PreparedProgram;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MemoryTest {

  @Test
  void whatDoesNotFitIsRefusedInALine() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value x = graph.input("x", 1, 1 << 20, 1);
    Value wide = Shaping.broadcastTo(x, 1 << 13, 1 << 20, 1 << 4);
    Map<String, Value> outputs = Map.of("y", Activations.tanh(wide));
    assertThatThrownBy(() -> new CpuExecutor().infer(graph, outputs, Map.of()).close())
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageMatching(
            "a step's intermediates need \\d+ MiB, and \\d+ MiB of memory are free");
  }

  @Test
  void outputsReachTheirTargets() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value x = graph.input("x", 2, 3);
    Value doubled = Arithmetic.scale(x, 2);
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("owner", doubled);
    outputs.put("reshaped", Shaping.reshape(doubled, 6));
    outputs.put("input", Shaping.reshape(x, 3, 2));
    outputs.put("further", Arithmetic.shift(doubled, 1));
    INDArray fed = Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f).reshape(2, 3);
    Map<String, INDArray> targets = new LinkedHashMap<>();
    outputs.forEach(
        (name, value) -> targets.put(name, Nd4j.create(DataType.FLOAT, value.shape(), 'c')));
    Program program = ProgramCompiler.forward(graph, outputs);
    try (PreparedProgram prepared =
        new CpuKernels().prepare(program, Map.of("x", fed), targets, Set.of())) {
      for (int run = 0; run < 2; run++) {
        fed.addi(run);
        prepared.run();
        assertThat(targets.get("owner")).isEqualTo(fed.mul(2));
        assertThat(targets.get("reshaped")).isEqualTo(fed.mul(2).reshape(6));
        assertThat(targets.get("input")).isEqualTo(fed.reshape(3, 2));
        assertThat(targets.get("further")).isEqualTo(fed.mul(2).add(1));
        assertThat(prepared.output("further")).isSameAs(targets.get("further"));
      }
    }
  }

  @Test
  void severalOutputsThatAreOneValueReachTheirTargetsAll() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value doubled = Arithmetic.scale(graph.input("x", 2, 3), 2);
    Map<String, Value> outputs = new LinkedHashMap<>();
    Map<String, INDArray> targets = new LinkedHashMap<>();
    for (String name : new String[] {"a", "b", "c"}) {
      outputs.put(name, doubled);
      targets.put(name, Nd4j.create(DataType.FLOAT, new long[] {2, 3}, 'c'));
    }
    INDArray fed = Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f).reshape(2, 3);
    Program program = ProgramCompiler.forward(graph, outputs);
    try (PreparedProgram prepared =
        new CpuKernels().prepare(program, Map.of("x", fed), targets, Set.of())) {
      prepared.run();
      targets.forEach((name, target) -> assertThat(target).as(name).isEqualTo(fed.mul(2)));
    }
  }

  @Test
  void aClosedProgramRefusesToRun() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value y = Arithmetic.square(graph.input("x", 2, 3));
    Program program = ProgramCompiler.forward(graph, Map.of("y", y));
    INDArray fed = Nd4j.create(DataType.FLOAT, 2, 3);
    PreparedProgram prepared =
        new CpuKernels().prepare(program, Map.of("x", fed), Map.of(), Set.of());
    prepared.close();
    prepared.close();
    assertThatThrownBy(prepared::run).hasMessage("the program is closed");
  }

  @Test
  void aMissingInputIsNamed() {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value y = Arithmetic.square(graph.input("x", 2, 3));
    Program program = ProgramCompiler.forward(graph, Map.of("y", y));
    assertThatThrownBy(
            () -> new CpuKernels().prepare(program, Map.of(), Map.of(), Set.of()).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nothing is bound to input x[2, 3]");
  }
}
