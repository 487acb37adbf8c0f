package dev.attune.audio.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One tower over rows of several lengths, and its vectors beside each other. */
final class TowerComparison {
  private TowerComparison() {}

  /** The weights of a longer tower with the first positions alone. */
  static Map<String, Tensor> fitted(AudioTower tower, Map<String, Tensor> weights) {
    Map<String, Tensor> fitted = new HashMap<>(weights);
    int count = tower.frames() / tower.framesAStep();
    fitted.computeIfPresent(
        "audio.positions",
        (name, all) -> {
          int width = (int) all.shape()[1];
          return new Tensor(new long[] {count, width}, Arrays.copyOf(all.values(), count * width));
        });
    return fitted;
  }

  /** The distance of two vectors over the length of the first. */
  static double distance(float[] left, float[] right) {
    double sum = 0;
    double norm = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.pow(left[i] - right[i], 2);
      norm += Math.pow(left[i], 2);
    }
    assertThat(norm).isPositive();
    return Math.sqrt(sum / norm);
  }
}
