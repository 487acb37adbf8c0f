package dev.attune.audio.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.signal.Waveform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavFileTest {
  private static float[] decode(WavBytes wav) {
    return new AudioDecoder().decode(wav.end(), "a.wav").samples();
  }

  private static WavBytes wav(int code, int channels, int bits) {
    return new WavBytes().format(code, channels, 8000, bits);
  }

  @Test
  void eightBit() {
    assertThat(decode(wav(1, 1, 8).data((byte) 0, (byte) 128, (byte) 255)))
        .containsExactly(-1, 0, 127 / 128f);
  }

  @Test
  void sixteenBit() {
    assertThat(decode(wav(1, 1, 16).data16(-32_768, -1, 0, 1, 32_767)))
        .containsExactly(-1, -1 / 32_768f, 0, 1 / 32_768f, 32_767 / 32_768f);
  }

  @Test
  void twentyFourBit() {
    byte[] samples = {0, 0, (byte) 0x80, -1, -1, -1, 1, 0, 0, -1, -1, 0x7F};
    assertThat(decode(wav(1, 1, 24).data(samples)))
        .containsExactly(-1, -0x1p-23f, 0x1p-23f, (float) (1 - 0x1p-23));
  }

  @Test
  void thirtyTwoBit() {
    ByteBuffer samples = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    samples.putInt(Integer.MIN_VALUE).putInt(1 << 30).putInt(-1);
    assertThat(decode(wav(1, 1, 32).data(samples.array()))).containsExactly(-1, 0.5f, -0x1p-31f);
  }

  @Test
  void floats() {
    ByteBuffer samples = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    samples.putDouble(0.1).putDouble(-2.5);
    assertThat(decode(wav(3, 1, 64).data(samples.array()))).containsExactly(0.1f, -2.5f);
    assertThat(decode(wav(3, 1, 32).dataFloat(0.1f, -2.5f))).containsExactly(0.1f, -2.5f);
  }

  /** Values of ITU-T G.711, tables 1 and 2, in 16-bit steps. */
  @ParameterizedTest
  @CsvSource({
    "7, 0x00, -32124",
    "7, 0x80, 32124",
    "7, 0xFF, 0",
    "7, 0x7F, 0",
    "7, 0xFE, 8",
    "7, 0xEF, 132",
    "6, 0x2A, -32256",
    "6, 0xAA, 32256",
    "6, 0xD5, 8",
    "6, 0x55, -8",
    "6, 0xC5, 264",
    "6, 0xF5, 528"
  })
  void telephoneLaws(int code, int octet, int expected) {
    assertThat(decode(wav(code, 1, 8).data((byte) octet))).containsExactly(expected / 32_768f);
  }

  @Test
  void channelsAreAveraged() {
    assertThat(decode(wav(1, 2, 16).data16(16_384, 0, -16_384, 16_384))).containsExactly(0.25f, 0);
    int[] many = new int[32];
    many[31] = 32_000;
    assertThat(decode(wav(1, 32, 16).data16(many))).containsExactly(1000 / 32_768f);
  }

  @Test
  void extensibleFormatsAndOtherChunks() {
    WavBytes wav =
        new WavBytes()
            .chunk("LIST", (byte) 1, (byte) 2, (byte) 3)
            .extensible(3, 1, 96_000, 32)
            .chunk("fact", new byte[4])
            .dataFloat(0.5f)
            .chunk("id3 ", new byte[7]);
    Waveform clip = new AudioDecoder().decode(wav.end(), "a.wav");
    assertThat(clip.sampleRateHz()).isEqualTo(96_000);
    assertThat(clip.samples()).containsExactly(0.5f);
  }

  @Test
  void theMeanOfLoudDoublesStaysFinite() {
    ByteBuffer samples = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    samples.putDouble(3e38).putDouble(3e38);
    assertThat(decode(wav(3, 2, 64).data(samples.array()))[0]).isCloseTo(3e38f, within(1e32f));
  }
}
