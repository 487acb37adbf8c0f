package dev.attune.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Tensor;

/** Tensors that differ by rounding alone. */
final class Nearness {
  private Nearness() {}

  /**
   * Within 1e-5 of the expected one's norm.
   *
   * @param floor allowed besides, where that norm is next to nothing
   */
  static void near(String name, Tensor expected, Tensor found, double floor) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.values().length; i++) {
      difference += Math.pow(expected.values()[i] - found.values()[i], 2);
      norm += Math.pow(expected.values()[i], 2);
    }
    assertThat(Math.sqrt(difference)).as(name).isLessThanOrEqualTo(1e-5 * Math.sqrt(norm) + floor);
  }
}
