package dev.attune.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.SgdConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole training steps: the same losses as on ND4J, and the same bits run after run. */
class CpuTrainingTest {
  private static final AdamWConfig ADAM = new AdamWConfig(0.9, 0.98, 1e-6, 0.1);

  private static double[] losses(Executor executor, Specs specs, int steps) {
    Models.Model model = Models.clip(Models.ROWS);
    double[] losses = new double[steps];
    try (TrainingSession session = executor.train(specs.of(model.graph(), model.loss()))) {
      for (int step = 0; step < steps; step++) {
        Batch batch = Models.clipBatch(step % 5, Models.ROWS);
        losses[step] = session.step(List.of(batch), step, 1e-2).loss();
      }
    }
    return losses;
  }

  private static void follows(Specs specs) {
    double[] expected = losses(new Nd4jExecutor(), specs, 40);
    double[] found = losses(new CpuExecutor(), specs, 40);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("step %d", i).isCloseTo(expected[i], within(1e-3 * expected[i]));
    }
    assertThat(found[found.length - 1]).isLessThan(found[0]);
  }

  @Test
  void adamWithClippingAndDropout() {
    follows(Specs.plain().optimizer(ADAM).maxGradientNorm(0.3));
  }

  @Test
  void momentum() {
    follows(Specs.plain().optimizer(new SgdConfig(0.9, 0.01)));
  }

  @Test
  void frozenTower() {
    follows(Specs.plain().optimizer(ADAM).frozen(name -> name.startsWith("text.")));
  }

  @Test
  void sameSeedSameBits() {
    Specs specs = Specs.plain().optimizer(ADAM).maxGradientNorm(0.3);
    assertThat(losses(new CpuExecutor(), specs, 25))
        .isEqualTo(losses(new CpuExecutor(), specs, 25));
  }

  @Test
  void statesTravelBetweenExecutors() {
    Specs specs = Specs.plain().optimizer(ADAM);
    Models.Model model = Models.clip(Models.ROWS);
    Batch batch = Models.clipBatch(1, Models.ROWS);
    try (TrainingSession here = new CpuExecutor().train(specs.of(model.graph(), model.loss()))) {
      here.step(List.of(batch), 0, 1e-2);
      TrainingState state = here.state();
      assertThat(state.optimizer()).containsKey("logit_scale.first_moment");
      Models.Model again = Models.clip(Models.ROWS);
      try (TrainingSession there =
          new Nd4jExecutor().train(specs.of(again.graph(), again.loss()))) {
        there.restore(state);
        double next = here.step(List.of(batch), 1, 1e-2).loss();
        assertThat(there.step(List.of(batch), 1, 1e-2).loss()).isCloseTo(next, within(1e-5));
      }
    }
  }

  @Test
  void momentsThatVanishBecomeZeroAndNotDenormal() {
    Models.Model model = Models.clip(Models.ROWS);
    Specs specs = Specs.plain().optimizer(new AdamWConfig(0.1, 0.1, 1e-6, 0));
    try (TrainingSession session = new CpuExecutor().train(specs.of(model.graph(), model.loss()))) {
      for (int step = 0; step < 60; step++) {
        // Only the first step reads the last token; its moments then shrink tenfold a step.
        Batch batch = Models.clipBatch(1, Models.ROWS);
        int last = step == 0 ? Models.VOCABULARY - 1 : 0;
        int[] ids = batch.integers().get("ids").clone();
        Arrays.fill(ids, last);
        Batch changed = new Batch(Models.ROWS, batch.floats(), Map.of("ids", ids));
        session.step(List.of(changed), step, 1e-3);
        // Seen at every step: on its way to 0 a moment stays denormal for a few steps only.
        for (float moment : session.state().optimizer().get("text.table.first_moment").values()) {
          assertThat(moment == 0 || Math.abs(moment) >= Float.MIN_NORMAL).isTrue();
        }
      }
    }
  }
}
