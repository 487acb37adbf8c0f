package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReverberationTest {
  private static final Seeds SEEDS = new Seeds(6);

  private static Reverberation room(double seconds, double db, boolean keepEnergy) {
    return new Reverberation(Range.of(seconds, seconds), Range.of(db, db), keepEnergy);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "1,2", "7,5", "100,9", "1000,64", "333,333", "100,5000"})
  void convolutionEqualsTheSlowSum(int size, int taps) {
    float[] samples = Sounds.noise(size, 8000, 1).samples();
    float[] response = Sounds.noise(taps, 8000, 2).samples();
    float[] found = Convolution.apply(samples, response);
    assertThat(found).hasSize(size);
    for (int n = 0; n < size; n++) {
      double expected = 0;
      for (int k = 0; k <= Math.min(n, taps - 1); k++) {
        expected += (double) response[k] * samples[n - k];
      }
      assertThat((double) found[n]).isCloseTo(expected, within(1e-7));
    }
  }

  @Test
  void impulsesBecomeTheResponse() {
    float[] impulse = new float[5000];
    impulse[100] = 1;
    SamplesWritable wet =
        room(0.3, 5, false).apply(new SamplesWritable(impulse, 8000), SEEDS.at(0, 0, 0));
    float[] response = room(0.3, 5, false).impulseResponse(8000, SEEDS.at(0, 0, 0));
    assertThat(response).hasSize(2401);
    for (int i = 0; i < 5000; i++) {
      boolean within = i >= 100 && i - 100 < response.length;
      assertThat(wet.samples()[i]).isCloseTo(within ? response[i - 100] : 0, within(1e-6f));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.2,0", "0.5,10", "1.5,-3"})
  void responsesHaveTheDecayAndTheRatioDrawn(double seconds, double db) {
    float[] response = room(seconds, db, false).impulseResponse(16_000, SEEDS.at(0, 0, 0));
    assertThat(response[0]).isEqualTo(1);
    double energy = 0;
    double early = 0;
    int third = (int) (seconds * 16_000 / 3);
    double late = 0;
    for (int i = 1; i < response.length; i++) {
      double square = (double) response[i] * response[i];
      energy += square;
      early += i <= third ? square : 0;
      late += i > third && i <= 2 * third ? square : 0;
    }
    assertThat(Sounds.db(1, energy)).isCloseTo(db, within(1e-3));
    // A third of the time to 60 decibels lower is 20 decibels.
    assertThat(Sounds.db(early, late)).isCloseTo(20, within(1.0));
  }

  @Test
  void energyIsKeptOnRequest() {
    SamplesWritable clip = Sounds.noise(8000, 8000, 3);
    double power = Sounds.power(clip.samples());
    double kept = Sounds.power(room(0.4, -3, true).apply(clip, SEEDS.at(0, 0, 0)).samples());
    double louder = Sounds.power(room(0.4, -3, false).apply(clip, SEEDS.at(0, 0, 0)).samples());
    assertThat(kept).isCloseTo(power, within(1e-6 * power));
    // White noise gains the energy of the response: 1 + 10^0.3, less what is cut off.
    assertThat(louder / power).isBetween(2.5, 3.2);
  }

  @Test
  void refusesRoomsOutOfBounds() {
    assertThatThrownBy(() -> room(0, 5, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "reverberation: rt60_seconds: expected a range within (0, 10.0], found 0.0 to 0.0");
    assertThatThrownBy(() -> room(11, 5, true)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> room(1, 500, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("direct_to_reverberant_db");
  }
}
