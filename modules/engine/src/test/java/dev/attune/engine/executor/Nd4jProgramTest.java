package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Nd4jProgramTest {
  private final Graph graph = Graph.create(Graph.Mode.TRAINING);
  private final Value x = graph.input("x", 2, 3);
  private final INDArray fed = Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f).reshape(2, 3);

  @Test
  void outputsAreWrittenToTheirTargets() {
    Value doubled = Arithmetic.scale(x, 2);
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("owner", doubled);
    outputs.put("reshaped", Shaping.reshape(doubled, 6));
    outputs.put("input", Shaping.reshape(x, 3, 2));
    outputs.put("further", Arithmetic.shift(doubled, 1));
    Program program = ProgramCompiler.forward(graph, outputs);
    Map<String, INDArray> targets = new LinkedHashMap<>();
    outputs.forEach(
        (name, value) -> targets.put(name, Nd4j.create(DataType.FLOAT, value.shape(), 'c')));
    try (PreparedProgram prepared = new Nd4jProgram(program, Map.of("x", fed), targets)) {
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
  void anInputThatIsMissingOrWrongIsNamed() {
    Program program = ProgramCompiler.forward(graph, Map.of("y", Arithmetic.square(x)));
    refused(program, Map.of(), "nothing is bound to input x[2, 3]");
    refused(
        program,
        Map.of("x", Nd4j.create(DataType.FLOAT, 5)),
        "input x[2, 3] needs 6 elements of FLOAT, found 5 of FLOAT");
    refused(
        program,
        Map.of("x", Nd4j.create(DataType.DOUBLE, 2, 3)),
        "input x[2, 3] needs 6 elements of FLOAT, found 6 of DOUBLE");
  }

  private static void refused(Program program, Map<String, INDArray> inputs, String message) {
    assertThatThrownBy(() -> new Nd4jProgram(program, inputs, Map.of()).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
