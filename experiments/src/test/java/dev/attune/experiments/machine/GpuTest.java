package dev.attune.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GpuTest {
  @Test
  void saysWhichExecutorRunsOnWhichCapability() {
    String lines =
        """
        NVIDIA GeForce RTX 4090, 535.54, 8.9, 24564
        NVIDIA H100 80GB HBM3, 580.65, 9.0, 81559
        Tesla P100, 535.54, 6.0, 16384
        Tesla K20, 470.1, 3.5, 4742
        Odd, 1.0, [N/A], [N/A]
        """;
    assertThat(Gpu.of(lines))
        .extracting(Gpu::executor)
        .satisfiesExactly(
            ada -> assertThat(ada).startsWith("cuda"),
            hopper -> assertThat(hopper).startsWith("cuda"),
            pascal -> assertThat(pascal).startsWith("nd4j"),
            kepler -> assertThat(kepler).startsWith("none"),
            odd -> assertThat(odd).startsWith("unknown"));
    assertThat(Gpu.of(lines).get(0).memoryMebibytes()).isEqualTo(24564);
  }

  @Test
  void noGpuIsNoLine() {
    assertThat(Gpu.of("")).isEmpty();
  }
}
