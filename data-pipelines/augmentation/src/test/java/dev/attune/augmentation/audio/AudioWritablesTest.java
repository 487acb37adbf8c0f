package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.stream.Stream;
import org.datavec.api.writable.ArrayWritable;
import org.datavec.api.writable.Writable;
import org.datavec.api.writable.WritableFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AudioWritablesTest {

  static Stream<Writable> items() {
    return Stream.of(
        new SamplesWritable(new float[] {0.5f}, 100),
        Sounds.noise(65_536, 8000, 1),
        Sounds.noise(200_001, 44_100, 2),
        Sounds.spectrogram(1, 1, 3),
        Sounds.spectrogram(1000, 80, 4));
  }

  @ParameterizedTest
  @MethodSource("items")
  void comesBackFromItsBytes(Writable item) throws IOException {
    WritableFactory factory = WritableFactory.getInstance();
    SamplesWritable.register(factory);
    SamplesWritable.register(factory);
    SpectrogramWritable.register(factory);
    SpectrogramWritable.register(factory);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    factory.writeWithType(item, new DataOutputStream(bytes));
    assertThat(bytes.size()).isEqualTo(2 + 8 + 4 * ((ArrayWritable) item).length());
    assertThat(
            factory.readWithType(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
        .isEqualTo(item)
        .hasSameHashCodeAs(item);
  }

  @Test
  void refusesBytesThatClaimTooMuch() {
    assertThatThrownBy(() -> new SamplesWritable().readFields(bytes(8, 100)))
        .isInstanceOf(IOException.class)
        .hasMessage("samples: expected a sample rate of 100 to 768000 Hz, found 8");
    assertThatThrownBy(() -> new SamplesWritable().readFields(bytes(8000, 1 << 30)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 1073741824");
    assertThatThrownBy(() -> new SamplesWritable().readFields(bytes(8000, -1)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new SpectrogramWritable().readFields(bytes(1 << 20, 1 << 20)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found [1048576, 1048576]");
    assertThatThrownBy(() -> new SpectrogramWritable().readFields(bytes(0, 80)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found [0, 80]");
  }

  @Test
  void bytesThatEndEarlyLeaveTheItemAsItWas() {
    SamplesWritable sound = new SamplesWritable(new float[] {0.5f}, 8000);
    assertThatThrownBy(() -> sound.readFields(bytes(16_000, 1 << 26)))
        .isInstanceOf(EOFException.class);
    assertThat(sound).isEqualTo(new SamplesWritable(new float[] {0.5f}, 8000));
    SpectrogramWritable spectrogram = new SpectrogramWritable(new float[] {0.5f}, 1, 1);
    assertThatThrownBy(() -> spectrogram.readFields(bytes(4, 4, 0)))
        .isInstanceOf(EOFException.class);
    assertThat(spectrogram.at(0, 0)).isEqualTo(0.5f);
  }

  private static DataInputStream bytes(int... numbers) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int number : numbers) {
      out.writeInt(number);
    }
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  @Test
  void refusesWhatIsOutOfBounds() {
    assertThatThrownBy(() -> new SamplesWritable(new float[0], 8000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples: expected 1 to 67108864 of them, found 0");
    assertThatThrownBy(() -> new SamplesWritable(new float[1], 4_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 4000000");
    assertThatThrownBy(() -> new SpectrogramWritable(new float[11], 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spectrogram: expected 12 values for [3, 4], found 11");
  }

  @Test
  void equalityCountsRateAndShape() {
    assertThat(Sounds.silence(6, 8000)).isNotEqualTo(Sounds.silence(6, 16_000));
    assertThat(new SpectrogramWritable(new float[6], 2, 3))
        .isNotEqualTo(new SpectrogramWritable(new float[6], 3, 2));
    assertThat(Sounds.silence(12_000, 8000).seconds()).isEqualTo(1.5);
    assertThat(Sounds.spectrogram(3, 4, 1).at(2, 1))
        .isEqualTo(Sounds.spectrogram(3, 4, 1).values()[9]);
  }
}
