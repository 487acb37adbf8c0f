package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InstrumentNotesTest {
  private static final int CLARINET = 71;

  private final InstrumentNotes notes = InstrumentNotes.ofThisJava();

  @Test
  void keysSoundAtTheirFrequencies() throws IOException {
    // Equal temperament: key 69 is 440 Hz, and twelve keys are an octave.
    for (int key : new int[] {57, 64, 69}) {
      short[] samples = notes.note(CLARINET, key, 100);
      assertThat(samples).hasSize(InstrumentNotes.SAMPLES);
      double hz = 440 * Math.pow(2, (key - 69) / 12.0);
      double own = amplitude(samples, hz);
      assertThat(own)
          .isGreaterThan(5 * amplitude(samples, hz * Math.pow(2, 1 / 12.0)))
          .isGreaterThan(5 * amplitude(samples, hz * Math.pow(2, -1 / 12.0)))
          .isGreaterThan(5 * amplitude(samples, hz / 2));
    }
  }

  @Test
  void theSameNoteIsTheSameAgainAndHarderIsLouder() throws IOException {
    short[] soft = notes.note(CLARINET, 69, 64);
    assertThat(notes.note(CLARINET, 69, 64)).isEqualTo(soft);
    assertThat(amplitude(notes.note(CLARINET, 69, 112), 440))
        .isGreaterThan(1.5 * amplitude(soft, 440));
    assertThat(notes.soundBank()).isNotBlank();
  }

  @Test
  void aShorterNoteBeginsTheSameAndIsHeldForTwoThirds() throws IOException {
    short[] whole = notes.note(CLARINET, 69, 100);
    short[] second =
        InstrumentNotes.ofThisJava(InstrumentNotes.SAMPLE_RATE_HZ).note(CLARINET, 69, 100);
    assertThat(second).hasSize(InstrumentNotes.SAMPLE_RATE_HZ);
    int released = InstrumentNotes.SAMPLE_RATE_HZ * 2 / 3;
    // Less what the resampler's filter reaches over, and the synthesiser's buffer.
    int same = released - InstrumentNotes.SAMPLE_RATE_HZ / 50;
    assertThat(Arrays.copyOf(second, same)).isEqualTo(Arrays.copyOf(whole, same));
    assertThat(loudest(second, InstrumentNotes.SAMPLE_RATE_HZ - 100))
        .isLessThan(loudest(whole, InstrumentNotes.SAMPLE_RATE_HZ - 100) / 2);
  }

  /** Of a hundred samples. */
  private static int loudest(short[] samples, int from) {
    return IntStream.range(from, from + 100).map(i -> Math.abs(samples[i])).max().orElseThrow();
  }

  @Test
  void outOfRangeIsRefused() {
    assertThatThrownBy(() -> notes.note(128, 60, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected program, key and velocity of 0 to 127, found 128, 60, 64");
    assertThatThrownBy(() -> notes.note(0, 128, 64)).hasMessageContaining("found 0, 128, 64");
  }

  /** One bin of a Fourier transform over the second that the key is held. */
  private static double amplitude(short[] samples, double hz) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < InstrumentNotes.SAMPLE_RATE_HZ; i++) {
      double angle = 2 * Math.PI * hz * i / InstrumentNotes.SAMPLE_RATE_HZ;
      re += samples[i] * Math.cos(angle);
      im += samples[i] * Math.sin(angle);
    }
    return Math.hypot(re, im);
  }
}
