package dev.attune.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.TrainingSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 200 steps of {@code tiny} from one seed on both executors. */
class LossCurveTest {
  private static final int STEPS = 200;
  private static final int ROWS = 8;
  private static final int POOL = 12;

  /** Pictures of their own under the work's texts, so that there is something to learn. */
  private static List<Batch> batches(TinyWork work) {
    SplittableRandom random = new SplittableRandom(3);
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < POOL; i++) {
      Batch batch = work.batch();
      Map<String, float[]> floats = new LinkedHashMap<>(batch.floats());
      float[] pixels = floats.get("image.pixels").clone();
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = (float) random.nextGaussian();
      }
      floats.put("image.pixels", pixels);
      int[] ids = batch.integers().get("text.ids").clone();
      for (int j = 0; j < ids.length; j++) {
        ids[j] = random.nextInt(8192);
      }
      batches.add(new Batch(ROWS, floats, Map.of("text.ids", ids)));
    }
    return batches;
  }

  private static double[] losses(String executor) {
    TinyWork work = TinyWork.of(ROWS);
    List<Batch> batches = batches(work);
    double[] losses = new double[STEPS];
    try (TrainingSession session = AvailableExecutors.open(executor).train(work.training())) {
      for (int step = 0; step < STEPS; step++) {
        losses[step] = session.step(List.of(batches.get(step % POOL)), step, 3e-5).loss();
      }
    }
    return losses;
  }

  @Test
  @Tag("slow")
  void curvesStayTogether() {
    double[] expected = losses("nd4j");
    double[] found = losses("cpu");
    for (int i = 0; i < STEPS; i++) {
      assertThat(found[i]).as("step %d", i).isCloseTo(expected[i], within(1e-3 * expected[i]));
    }
    assertThat(found[STEPS - 1]).isLessThan(0.9 * found[0]);
  }
}
