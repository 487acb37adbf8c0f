package dev.attune.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that goes on from a checkpoint ends where one that never stopped does, to the bit. */
class ResumeTest {
  private static final int STEPS = 12;

  @TempDir Path run;

  private static TrainingSession session(OptimizerConfig optimizer) {
    Models.Model model = Models.clip(Models.ROWS);
    Specs specs = Specs.plain().optimizer(optimizer).maxGradientNorm(0.5);
    return new Nd4jExecutor().train(specs.of(model.graph(), model.loss()));
  }

  private static void steps(TrainingSession session, int from, int to) {
    for (int step = from; step < to; step++) {
      session.step(List.of(Models.clipBatch(step, Models.ROWS)), step, 0.02);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 11})
  void continuesToTheBit(int stop) throws IOException {
    for (OptimizerConfig optimizer : List.of(AdamWConfig.DEFAULTS, SgdConfig.DEFAULTS)) {
      CheckpointStore store = new CheckpointStore(run, 2, false);
      TrainingState expected;
      try (TrainingSession whole = session(optimizer)) {
        steps(whole, 0, STEPS);
        expected = whole.state();
      }
      try (TrainingSession first = session(optimizer)) {
        steps(first, 0, stop);
        store.save(first.state(), new Progress(stop, 0, stop, 42, Double.NaN, -1));
      }
      try (TrainingSession second = session(optimizer)) {
        steps(second, 0, 2);
        Checkpoint checkpoint = store.load(stop);
        second.restore(checkpoint.state());
        steps(second, (int) checkpoint.progress().step(), STEPS);
        assertThat(second.state()).isEqualTo(expected);
        Path one = store.save(second.state(), new Progress(STEPS, 0, 0, 42, Double.NaN, -1));
        byte[] resumed = Files.readAllBytes(one.resolve("model.safetensors"));
        Path other = store.save(expected, new Progress(STEPS + 1, 0, 0, 42, Double.NaN, -1));
        assertThat(Files.readAllBytes(other.resolve("model.safetensors"))).isEqualTo(resumed);
      }
    }
  }

  @Test
  void aStateOfAnotherModelIsNamed() {
    try (TrainingSession session = session(AdamWConfig.DEFAULTS)) {
      TrainingState state = session.state();
      TrainingState bare = new TrainingState(state.parameters(), Map.of(), Map.of(), 0);
      assertThatThrownBy(() -> session.restore(bare))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("tensor \\S+\\.first_moment is missing");
    }
  }
}
