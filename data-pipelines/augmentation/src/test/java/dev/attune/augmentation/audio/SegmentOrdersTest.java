package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.augmentation.Permutations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentOrdersTest {
  private static final Permutations THREE =
      new Permutations(List.of(List.of(0, 1, 2), List.of(2, 0, 1), List.of(1, 2, 0)));

  /** One band whose values are the frames' numbers. */
  private static SpectrogramWritable numbered(int frames) {
    float[] values = new float[frames];
    for (int i = 0; i < frames; i++) {
      values[i] = i;
    }
    return new SpectrogramWritable(values, frames, 1);
  }

  @Test
  void segmentsStandInTheOrder() {
    SegmentOrders orders = new SegmentOrders(3, THREE);
    assertThat(orders.count()).isEqualTo(3);
    assertThat(orders.apply(numbered(6), 0)).isEqualTo(numbered(6));
    assertThat(orders.apply(numbered(6), 1).values()).containsExactly(4, 5, 0, 1, 2, 3);
    assertThat(orders.apply(orders.apply(numbered(6), 1), 2)).isEqualTo(numbered(6));
  }

  @Test
  void whatIsLeftOverRepeatsTheShuffledEdge() {
    SegmentOrders orders = new SegmentOrders(3, THREE);
    // Segments of two frames over frames 1 to 6 of 8; of 7 frames, the last is left over.
    assertThat(orders.apply(numbered(8), 1).values()).containsExactly(5, 5, 6, 1, 2, 3, 4, 4);
    assertThat(orders.apply(numbered(8), 0).values()).containsExactly(1, 1, 2, 3, 4, 5, 6, 6);
    assertThat(orders.apply(numbered(7), 1).values()).containsExactly(4, 5, 0, 1, 2, 3, 3);
    assertThat(orders.apply(numbered(3), 1).values()).containsExactly(2, 0, 1);
  }

  @ParameterizedTest
  @CsvSource({"4,20,7", "9,9,3", "16,64,80"})
  void allBandsMoveTogether(int segments, int frames, int bands) {
    Permutations permutations = Permutations.of(segments, 10, 1);
    SpectrogramWritable spectrogram = Sounds.spectrogram(frames, bands, 1);
    int length = frames / segments;
    for (int which = 0; which < 10; which++) {
      SpectrogramWritable shuffled =
          new SegmentOrders(segments, permutations).apply(spectrogram, which);
      for (int frame = 0; frame < frames; frame++) {
        int from = permutations.order(which)[frame / length] * length + frame % length;
        for (int band = 0; band < bands; band++) {
          assertThat(shuffled.at(frame, band)).isEqualTo(spectrogram.at(from, band));
        }
      }
    }
    assertThat(spectrogram).isEqualTo(Sounds.spectrogram(frames, bands, 1));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    SegmentOrders orders = new SegmentOrders(3, THREE);
    assertThatThrownBy(() -> orders.apply(numbered(2), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("segment_orders: expected at least 3 frames, found SpectrogramWritable[2, 1]");
    assertThatThrownBy(() -> orders.apply(numbered(6), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permutations: which: expected 0 to 2, found 3");
    assertThatThrownBy(() -> new SegmentOrders(4, THREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "segment_orders: permutations: expected orders of 4 segments, found orders of 3");
    assertThatThrownBy(() -> new SegmentOrders(3, null)).hasMessageContaining("found none");
  }
}
