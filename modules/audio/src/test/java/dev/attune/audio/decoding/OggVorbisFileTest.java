package dev.attune.audio.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages taken apart and put together again, wrongly. */
class OggVorbisFileTest {
  private static List<byte[]> pages(String name) {
    byte[] file = Fixtures.read(name);
    List<byte[]> pages = new ArrayList<>();
    for (int at = 0; at < file.length; ) {
      int end = OggPage.read(file, at, name).end();
      pages.add(Arrays.copyOfRange(file, at, end));
      at = end;
    }
    return pages;
  }

  private static byte[] join(List<byte[]> pages) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    pages.forEach(file::writeBytes);
    return file.toByteArray();
  }

  private static ByteBuffer little(byte[] page) {
    return ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** By the shift register of RFC 3533, bit by bit. */
  private static byte[] signed(byte[] page) {
    little(page).putInt(22, 0);
    int crc = 0;
    for (byte octet : page) {
      for (int bit = 7; bit >= 0; bit--) {
        boolean carry = (crc < 0) != (((octet >> bit) & 1) == 1);
        crc = (crc << 1) ^ (carry ? 0x04c11db7 : 0);
      }
    }
    little(page).putInt(22, crc);
    return page;
  }

  private static void refuses(List<byte[]> pages, String part) {
    assertThatThrownBy(() -> new AudioDecoder().decode(join(pages), "bad.ogg"))
        .isInstanceOf(UnreadableAudioException.class)
        .message()
        .startsWith("bad.ogg: expected ")
        .contains(part)
        .doesNotContain("\n");
  }

  @Test
  void theLastPageSaysWhereTheClipEnds() {
    List<byte[]> pages = pages("mono-8000.ogg");
    byte[] last = pages.get(pages.size() - 1);
    assertThat(little(last).getLong(6)).isEqualTo(4001);
    little(last).putLong(6, 3900);
    signed(last);
    float[] whole = new AudioDecoder().decode(Fixtures.read("mono-8000.ogg"), "a").samples();

    assertThat(new AudioDecoder().decode(join(pages), "a").samples())
        .isEqualTo(Arrays.copyOf(whole, 3900));
  }

  @Test
  void moreSamplesStatedThanThereAre() {
    List<byte[]> pages = pages("mono-8000.ogg");
    byte[] last = pages.get(pages.size() - 1);
    little(last).putLong(6, 9000);
    signed(last);
    refuses(pages, "samples up to 9000 by the page");
  }

  @Test
  void aMissingPage() {
    List<byte[]> pages = pages("stereo-44100.ogg");
    pages.remove(1);
    refuses(pages, "page 1 of the Vorbis stream, found page 2 at byte 58");
  }

  @Test
  void noLastPage() {
    List<byte[]> pages = pages("mono-8000.ogg");
    byte[] last = pages.get(pages.size() - 1);
    last[5] &= ~4;
    signed(last);
    refuses(pages, "a whole Ogg with a last page of its Vorbis stream, found the file's end");
    pages.addAll(pages("mono-8000.ogg"));
    refuses(pages, "a last page of its Vorbis stream, found another stream");
  }

  @Test
  void aWrongChecksum() {
    List<byte[]> pages = pages("mono-8000.ogg");
    pages.get(1)[100] ^= 1;
    refuses(pages, "a page with a wrong checksum at byte 58");
  }

  @Test
  void pagesOfAStreamThatNeverBegan() {
    List<byte[]> pages = pages("mono-8000.ogg");
    little(pages.get(1)).putInt(14, 77);
    signed(pages.get(1));
    refuses(pages, "one of another stream at byte 58");
  }

  @Test
  void otherStreamsBesideTheSoundAreLeftOut() {
    List<byte[]> pages = pages("mono-8000.ogg");
    byte[] skeleton = pages.get(0).clone();
    little(skeleton).putInt(14, 77);
    System.arraycopy(new byte[] {'f', 'i', 's', 'h', 'e', 'a', 'd'}, 0, skeleton, 28, 7);
    signed(skeleton);
    refuses(List.of(skeleton), "a Vorbis stream in the Ogg file, found the bytes 66 69 73");
    pages.add(0, skeleton);
    assertThat(new AudioDecoder().decode(join(pages), "a").samples()).hasSize(4001);
  }

  @Test
  void chainedStreamsOfTwoRates() {
    List<byte[]> pages = pages("mono-8000.ogg");
    pages.addAll(pages("stereo-44100.ogg"));
    refuses(pages, "chained streams of one sample rate, found 8000 Hz and 44100 Hz");
  }

  /** A codebook that claims 2^24 entries in run lengths of a few bits. */
  @Test
  void codebooksThatClaimGigabytes() {
    byte[] setup = new byte[40];
    System.arraycopy(
        new byte[] {5, 'v', 'o', 'r', 'b', 'i', 's', 0, 'B', 'C', 'V'}, 0, setup, 0, 11);
    setup[11] = (byte) 200;
    Arrays.fill(setup, 13, 16, (byte) 0xFF);
    assertThatThrownBy(() -> VorbisSetup.check(setup, "bad.ogg"))
        .isInstanceOf(UnreadableAudioException.class)
        .hasMessage(
            "bad.ogg: expected Vorbis codebooks of at most 4194304 values, found at least "
                + 200L * 0xFFFFFF);
    // Two books, the first of one entry, the second of nothing.
    setup[7] = 1;
    System.arraycopy(new byte[] {1, 0, 1, 0, 0}, 0, setup, 11, 5);
    assertThatThrownBy(() -> VorbisSetup.check(setup, "bad.ogg"))
        .isInstanceOf(UnreadableAudioException.class)
        .hasMessageContaining("a broken codebook");
  }
}
