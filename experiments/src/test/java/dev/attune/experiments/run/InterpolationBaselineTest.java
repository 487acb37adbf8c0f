package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.encoder.ConvolutionTransformer;
import dev.attune.engine.Batch;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterpolationBaselineTest {
  private static final ConvolutionTransformer TOWER =
      new ConvolutionTransformer(8, 2, 1, 3, 4, 1, 1, 0, 0);

  private final InterpolationBaseline baseline = new InterpolationBaseline(TOWER, 1);

  /** Two rows of 8 frames and 2 bands; row 1 holds the values. */
  private static Batch batch(float... second) {
    float[] logMel = new float[2 * 8 * 2];
    System.arraycopy(second, 0, logMel, 8 * 2, second.length);
    return new Batch(2, Map.of("audio.log_mel", logMel), Map.of());
  }

  @Test
  void aStraightLineIsFoundAndABendCostsItsSquare() {
    Batch line = batch(0, 9, 1, 8, 2, 7, 3, 6, 4, 5, 5, 4, 6, 3, 7, 2);
    float[] seen = {1, 1, 1, 1, 1, 0, 0, 1};
    assertThat(baseline.error(line, seen, 1, 4)).isCloseTo(0, within(1e-12));
    Batch bent = batch(0, 9, 1, 8, 2, 7, 3, 6, 4, 5, 5, 8, 6, 3, 7, 2);
    assertThat(baseline.error(bent, seen, 1, 4)).isCloseTo(16.0 / 8, within(1e-12));
  }

  @Test
  void beyondTheFirstAndLastSeenFrameThatFrameStands() {
    Batch batch = batch(5, 5, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 0, 0);
    assertThat(baseline.error(batch, new float[] {1, 1, 1, 1, 0, 1, 1, 0}, 1, 4))
        .isCloseTo((4 + 1 + 4 + 9) / 4.0, within(1e-12));
    assertThat(baseline.error(batch, new float[] {1, 1, 1, 1, 0, 1, 1, 0}, 1, 3))
        .isCloseTo((4 + 1) / 2.0, within(1e-12));
  }

  @Test
  void whereNothingIsHiddenThereIsNoError() {
    assertThat(baseline.error(batch(1, 2), new float[] {1, 1, 1, 1, 1, 1, 1, 1}, 1, 4)).isZero();
  }
}
