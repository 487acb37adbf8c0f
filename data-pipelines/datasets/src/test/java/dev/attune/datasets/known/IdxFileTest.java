package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each message says which file, at which byte, what was expected and what was found. */
class IdxFileTest {

  private static byte[] changed(byte[] file, int place, int number) {
    byte[] other = file.clone();
    ByteBuffer.wrap(other).putInt(place, number);
    return other;
  }

  private static void assertRefused(String message, byte[] bytes, int... shape) {
    assertThatThrownBy(() -> IdxFile.read("f", bytes, shape))
        .isInstanceOf(FetchException.class)
        .hasMessage("f: byte " + message);
  }

  @Test
  void itemsComeAsTheyStand() {
    IdxFile file = IdxFile.read("f", IdxFiles.images(3, 200), 28, 28);
    assertThat(file.count()).isEqualTo(3);
    byte[] last = file.item(2);
    assertThat(last).hasSize(784).startsWith(2, (byte) 200).endsWith((byte) 255);
    // Unsigned: 200 is no negative number.
    assertThat(IdxFile.read("f", IdxFiles.labels(3, 200)).classOf(1, 201)).isEqualTo(200);
  }

  @Test
  void foreignAndCutFilesAreRefused() {
    byte[] images = IdxFiles.images(3, 0);
    byte[] labels = IdxFiles.labels(1, 2, 3);
    assertRefused(
        "0: expected a header of 16 bytes, found a file of 15", Arrays.copyOf(images, 15), 28, 28);
    assertRefused("0: expected a header of 8 bytes, found a file of 0", new byte[0]);
    assertRefused(
        "0: expected the magic number 0x00000803, found 0x00000801",
        Arrays.copyOf(labels, 16),
        28,
        28);
    // Gzipped still.
    assertRefused(
        "0: expected the magic number 0x00000801, found 0x1f8b0800",
        changed(labels, 0, 0x1f8b0800));
    assertRefused(
        "16: expected 2352 bytes for 3 x 28 x 28, found 2351",
        Arrays.copyOf(images, images.length - 1),
        28,
        28);
    assertRefused("8: expected 3 bytes for 3, found 4", Arrays.copyOf(labels, labels.length + 1));
  }

  @Test
  void sizesThatLieAreRefusedBeforeAnythingIsHeld() {
    byte[] images = IdxFiles.images(3, 0);
    assertRefused("4: expected 1 to 1000000 items, found -1", changed(images, 4, -1), 28, 28);
    assertRefused("4: expected 1 to 1000000 items, found 0", changed(images, 4, 0), 28, 28);
    assertRefused(
        "4: expected 1 to 1000000 items, found 2147483647",
        changed(images, 4, Integer.MAX_VALUE),
        28,
        28);
    assertRefused("8: expected a size of 28, found 784", changed(images, 8, 784), 28, 28);
    assertRefused("12: expected a size of 28, found 1", changed(images, 12, 1), 28, 28);
    assertRefused(
        "16: expected 784000000 bytes for 1000000 x 28 x 28, found 2352",
        changed(images, 4, 1_000_000),
        28,
        28);
  }

  @Test
  void aClassThatThereIsNotIsRefused() {
    IdxFile labels = IdxFile.read("f", IdxFiles.labels(9, 10));
    assertThat(labels.classOf(0, 10)).isEqualTo(9);
    assertThatThrownBy(() -> labels.classOf(1, 10))
        .isInstanceOf(FetchException.class)
        .hasMessage("f: byte 9: expected a class of 0 to 9, found 10");
  }
}
