package dev.attune.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.engine.Towers;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class ProgramCompilerTest {
  private final Graph graph = Graph.create(Graph.Mode.TRAINING);
  private final Value x = graph.input("x", 4, 6);

  @Test
  void whatNoOutputNeedsIsLeftOut() {
    Value kept = Activations.tanh(x);
    Value dropped = Activations.softmax(Arithmetic.exp(graph.input("unused", 4, 6)));
    Program program = ProgramCompiler.forward(graph, Map.of("y", kept));
    assertThat(program.operations()).extracting(Operation::name).containsExactly("tanh");
    assertThat(program.inputs().keySet()).containsExactly("x");
    assertThat(program.values()).extracting(ProgramValue::name).doesNotContain(dropped.name());
  }

  @Test
  void reshapesShareMemoryAndCostNothing() {
    Value flat = Shaping.reshape(Activations.tanh(x), 24);
    Value back = Shaping.expand(Shaping.reshape(flat, 6, 4), 0);
    Program program = ProgramCompiler.forward(graph, Map.of("y", back));
    assertThat(program.operations()).hasSize(1);
    ProgramValue output = program.outputs().get("y");
    assertThat(output.shape()).containsExactly(1, 6, 4);
    assertThat(output.alias()).isTrue();
    assertThat(output.storage()).isEqualTo(program.operations().get(0).outputs()[0]);
    assertThat(Liveness.of(program)).hasSize(1);
  }

  @Test
  void aReshapedInputStaysAnInput() {
    Program program = ProgramCompiler.forward(graph, Map.of("y", Shaping.reshape(x, 24)));
    assertThat(program.operations()).isEmpty();
    assertThat(program.outputs().get("y").kind()).isEqualTo(ProgramValue.Kind.INPUT);
  }

  @Test
  void constantsFold() {
    Value ramp = Arithmetic.exp(Arithmetic.scale(Towers.ramp(graph, 6), -0.5));
    Program program = ProgramCompiler.forward(graph, Map.of("y", Arithmetic.add(x, ramp)));
    assertThat(program.operations()).extracting(Operation::name).containsExactly("add");
    ProgramValue folded = program.values().get(program.operations().get(0).inputs()[1]);
    assertThat(folded.kind()).isEqualTo(ProgramValue.Kind.CONSTANT);
    assertThat(folded.constant().getDouble(3)).isCloseTo(Math.exp(-1.5), offset());
  }

  private static org.assertj.core.data.Offset<Double> offset() {
    return org.assertj.core.data.Offset.offset(1e-6);
  }

  @Test
  void shapesKnownNowFold() {
    SDVariable rows = graph.sameDiff().sizeAt(x.variable(), 0).castTo(DataType.FLOAT);
    Value scaled = graph.wrap(x.variable().mul(rows), 4, 6);
    Program program = ProgramCompiler.forward(graph, Map.of("y", scaled));
    assertThat(program.operations()).hasSize(1);
  }

  @Test
  void eachLifeEndsWithItsLastReader() {
    Value a = Activations.tanh(x);
    Value b = Activations.sigmoid(a);
    Value c = Arithmetic.exp(b);
    Value y = Arithmetic.add(c, a);
    Program program = ProgramCompiler.forward(graph, Map.of("y", y));
    List<Liveness.Interval> lives = Liveness.of(program);
    assertThat(lives)
        .extracting(life -> life.value().name())
        .containsExactly(a.name(), b.name(), c.name(), y.name());
    assertThat(lives).extracting(Liveness.Interval::first).containsExactly(0, 1, 2, 3);
    assertThat(lives).extracting(Liveness.Interval::last).containsExactly(3, 2, 3, 4);
  }

  @Test
  void gradientsComeOutByTheParametersName() {
    Value y = Towers.linear(graph.at("head"), x, 3);
    Value loss = Reductions.mean(y, false);
    Program program =
        ProgramCompiler.training(graph, loss, Map.of("y", y), graph.parameterValues().values());
    assertThat(program.outputs().keySet())
        .containsExactlyInAnyOrder("loss", "y", "head.weight-grad", "head.bias-grad");
    assertThat(program.outputs().get("head.weight-grad").shape()).containsExactly(6, 3);
  }

  @Test
  void aParameterThatTheLossDoesNotReachIsNamed() {
    Value apart = graph.parameter("apart", Role.WEIGHT, Initializer.constant(0), 2);
    Value loss = Reductions.mean(x, false);
    assertThatThrownBy(() -> ProgramCompiler.training(graph, loss, Map.of(), List.of(apart)))
        .isInstanceOf(ProgramException.class)
        .hasMessage("the loss does not depend on apart");
  }

  @Test
  void aLossThatIsNoScalarIsRefused() {
    assertThatThrownBy(() -> ProgramCompiler.training(graph, x, Map.of(), List.of(x)))
        .isInstanceOf(ProgramException.class)
        .hasMessage("expected a scalar loss, found x[4, 6]");
  }
}
