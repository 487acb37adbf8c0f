package dev.attune.audio.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MelScaleTest {
  @Test
  void closedForms() {
    assertThat(MelScale.HTK.mel(100)).isCloseTo(150.489, within(5e-4));
    assertThat(MelScale.HTK.mel(700)).isCloseTo(2595 * Math.log10(2), within(1e-9));
    assertThat(MelScale.SLANEY.mel(1001)).isCloseTo(15.01453781, within(5e-9));
    assertThat(MelScale.SLANEY.mel(60)).isCloseTo(0.9, within(1e-12));
    assertThat(MelScale.SLANEY.mel(6400)).isCloseTo(42, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(MelScale.class)
  void backAndForth(MelScale scale) {
    double before = -1;
    for (double hz = 0; hz < 24_000; hz += 7.3) {
      double mel = scale.mel(hz);
      assertThat(mel).isGreaterThan(before);
      assertThat(scale.hz(mel)).isCloseTo(hz, within(1e-8));
      before = mel;
    }
  }
}
