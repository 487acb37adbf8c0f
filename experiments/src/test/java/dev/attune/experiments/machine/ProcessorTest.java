package dev.attune.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  @Test
  void readsModelAndFeatures() {
    List<String> lines =
        List.of(
            "processor\t: 0",
            "model name\t: Some Processor",
            "flags\t\t: fpu avx2 avx512f avx512bw avx512vl avx512dq xsave");
    Processor processor = Processor.of(lines, 8);
    assertThat(processor.model()).isEqualTo("Some Processor");
    assertThat(processor.features())
        .containsExactly("avx2", "avx512bw", "avx512dq", "avx512f", "avx512vl");
    assertThat(processor.hasAvx512()).isTrue();
  }

  @Test
  void readsArm() {
    Processor processor = Processor.of(List.of("Features\t: fp asimd sve bf16"), 4);
    assertThat(processor.features()).containsExactly("asimd", "bf16", "sve");
    assertThat(processor.hasAvx512()).isFalse();
  }
}
