package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.RandomGraphs;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class ArenaTest {

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void sharedMemoryCorruptsNothing(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 40);
    Program program =
        ProgramCompiler.training(
            training.graph(),
            training.loss(),
            Map.of(),
            training.graph().parameterValues().values());
    Map<String, INDArray> inputs = ProgramRuns.arrays(training.graph(), seed);
    Map<String, INDArray> expected = ProgramRuns.withoutArena(program, inputs);
    Map<String, INDArray> found = ProgramRuns.prepared(program, inputs, 2);
    assertThat(found.keySet()).isEqualTo(expected.keySet()).hasSize(3);
    expected.forEach((name, array) -> assertThat(found.get(name)).as(name).isEqualTo(array));
  }
}
