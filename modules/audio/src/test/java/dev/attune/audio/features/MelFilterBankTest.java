package dev.attune.audio.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.Tones;
import org.junit.jupiter.api.Test;

class MelFilterBankTest {
  private static void equal(float[][] found, double[][] expected) {
    assertThat(found).hasDimensions(expected.length, expected[0].length);
    for (int b = 0; b < found.length; b++) {
      for (int k = 0; k < found[b].length; k++) {
        assertThat((double) found[b][k])
            .as("band %d, bin %d", b, k)
            .isCloseTo(expected[b][k], within(1e-6));
      }
    }
  }

  @Test
  void librosasFilters() {
    MelFilterBank bank = new MelFilterBank(LogMel.librosa(22_050));
    equal(bank.matrix(), SlowFeatures.librosaFilters(22_050, 2048, 128, 0, 11_025));
  }

  @Test
  void kaldisFilters() {
    MelFilterBank bank = new MelFilterBank(LogMel.kaldi(16_000).withBands(40, 20, 7600));
    equal(bank.matrix(), SlowFeatures.kaldiFilters(16_000, 512, 40, 20, 7600));
  }

  /**
   * {@code librosa.mel_frequencies(n_mels=40)} of librosa's documentation: middles, less the ends.
   */
  @Test
  void middlesOfBandsStandWhereLibrosaHasThem() {
    double[] documented = {
      85.317, 170.635, 853.173, 938.49, 1024.856, 1119.114, 5453.621, 10_096.408
    };
    int[] places = {1, 2, 10, 11, 12, 13, 31, 38};
    LogMel config = LogMel.librosa(22_050).withFrames(65_536, 2048, 512).withBands(38, 0, 11_025);
    float[][] matrix = new MelFilterBank(config).matrix();
    for (int i = 0; i < places.length; i++) {
      float[] band = matrix[places[i] - 1];
      int top = 0;
      for (int k = 0; k < band.length; k++) {
        top = band[k] > band[top] ? k : top;
      }
      assertThat(top * 22_050.0 / 65_536).isCloseTo(documented[i], within(0.2));
    }
  }

  @Test
  void areas() {
    LogMel config = LogMel.librosa(16_000).withFrames(16_384, 400, 160).withBands(40, 50, 8000);
    double spacing = 16_000.0 / 16_384;
    for (float[] band : new MelFilterBank(config).matrix()) {
      double area = 0;
      for (float weight : band) {
        area += weight * spacing;
      }
      assertThat(area).isCloseTo(1, within(2e-3));
    }
  }

  /** Between the first and the last middle, triangles of height 1 add up to 1 along their axis. */
  @Test
  void trianglesShareEveryFrequency() {
    float[][] matrix = new MelFilterBank(LogMel.kaldi(16_000)).matrix();
    for (int k = 10; k < 200; k++) {
      double sum = 0;
      for (float[] band : matrix) {
        sum += band[k];
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void theSparseProductIsTheDenseOne() {
    MelFilterBank bank = new MelFilterBank(LogMel.speech(8000));
    float[] spectrum = Tones.noise(bank.bins(), 4);
    float[] found = new float[bank.bands() + 3];
    bank.apply(spectrum, found, 3);
    float[][] matrix = bank.matrix();
    for (int b = 0; b < bank.bands(); b++) {
      double sum = 0;
      for (int k = 0; k < bank.bins(); k++) {
        sum += (double) matrix[b][k] * spectrum[k];
      }
      assertThat((double) found[b + 3]).isCloseTo(sum, within(1e-5));
    }
  }

  @Test
  void aBandWithoutAFrequency() {
    LogMel narrow = LogMel.kaldi(16_000).withBands(128, 20, 8000);
    assertThatThrownBy(() -> new MelFilterBank(narrow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "bands: expected filters that each hold one of the transform's frequencies, 31.25 Hz"
                + " apart, found none in band ")
        .message()
        .doesNotContain("\n");
  }
}
