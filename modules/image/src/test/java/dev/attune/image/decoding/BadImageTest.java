package dev.attune.image.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad file ends in one line that names it, what was expected and what was found. */
class BadImageTest {
  private final ImageDecoder decoder = new ImageDecoder();
  @TempDir Path directory;

  private void refuses(byte[] bytes, String... parts) {
    for (boolean header : new boolean[] {true, false}) {
      assertThatThrownBy(
              () -> {
                if (header) {
                  decoder.readHeader(bytes, "bad.png");
                } else {
                  decoder.decode(bytes, "bad.png");
                }
              })
          .isInstanceOf(UnreadableImageException.class)
          .message()
          .startsWith("bad.png: expected ")
          .contains(parts)
          .doesNotContain("\n");
    }
  }

  private static byte[] noise(String format) throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  private static byte[] file(String format) throws IOException {
    if (!format.endsWith("webp") && !format.equals("cmyk.jpg")) {
      return noise(format);
    }
    try (InputStream in = BadImageTest.class.getResourceAsStream(format)) {
      return in.readAllBytes();
    }
  }

  @Test
  void whatIsNoImage() {
    refuses(new byte[0], "a PNG, JPEG, GIF, BMP or WebP image, found an empty file");
    refuses(
        "hello,\nI am a text".getBytes(StandardCharsets.UTF_8),
        "found the text \"hello, I am a text\"");
    refuses(
        "BMW is a car maker".getBytes(StandardCharsets.UTF_8), "the text \"BMW is a car maker\"");
    refuses(new byte[] {0, 1, 2, (byte) 0xFF}, "the bytes 00 01 02 ff");
  }

  @Test
  void aMissingFileAndADirectory() {
    Path missing = directory.resolve("none.png");
    assertThatThrownBy(() -> decoder.decode(missing))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(missing + ": expected an image file, found no file");
    assertThatThrownBy(() -> decoder.decode(directory))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(directory + ": expected an image file, found something that is not a file");
  }

  private static byte[] claiming(int width, int height) {
    return new PngBytes(width, height, 8, PngBytes.RGB).rows(1, 0).end();
  }

  @Test
  void tooManyPixelsAreRefusedByTheHeader() {
    refuses(
        claiming(20_000, 20_000),
        "at most 16384 pixels a side and 64000000 in all, found 20000x20000");
    refuses(claiming(16_000, 16_000), "found 16000x16000");
    refuses(claiming(17_000, 1), "found 17000x1");
    refuses(claiming(0, 5), "expected");
    refuses(claiming(-1, 5), "expected");
  }

  @Test
  void limitsAreSettings() throws IOException {
    ImageDecoder strict = new ImageDecoder(new DecodingLimits(40, 1199, 10_000));
    assertThatThrownBy(() -> strict.decode(noise("png"), "a"))
        .hasMessage("a: expected at most 40 pixels a side and 1199 in all, found 40x30");
    Path big = directory.resolve("big.bmp");
    Files.write(big, new byte[10_001]);
    assertThatThrownBy(() -> strict.decode(big))
        .hasMessage(big + ": expected at most 10000 bytes, found 10001 bytes");
    assertThatThrownBy(() -> new DecodingLimits(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("side 0");
  }

  @Test
  void aPngCutShortAnywhere() throws IOException {
    byte[] whole = noise("png");
    for (int length = 8; length < whole.length; length += 1 + length / 20) {
      refuses(Arrays.copyOf(whole, length), "a whole PNG, found its end", "after " + length);
    }
    refuses(Arrays.copyOf(whole, whole.length - 1), "before chunk IEND");
  }

  @Test
  void aPngWithADamagedByte() throws IOException {
    byte[] damaged = noise("png");
    damaged[damaged.length / 2] ^= 4;
    refuses(damaged, "a sound PNG, found chunk IDAT with a wrong checksum");
  }

  @Test
  void tooFewRowsInAPng() {
    byte[] oneRow = new PngBytes(4, 4, 8, PngBytes.RGB).rows(1, new int[12]).end();
    assertThatThrownBy(() -> decoder.decode(oneRow, "short.png"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("short.png: expected a sound PNG, found ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "gif", "bmp", "lossless.webp", "lossy.webp", "cmyk.jpg"})
  void otherFormatsCutShort(String format) throws IOException {
    byte[] whole = file(format);
    assertThat(decoder.decode(whole, format)).isNotNull();
    for (int part = 1; part < 8; part++) {
      byte[] cut = Arrays.copyOf(whole, whole.length * part / 8);
      assertThatThrownBy(() -> decoder.decode(cut, "cut"))
          .as("%s %d/8", format, part)
          .isInstanceOf(UnreadableImageException.class)
          .message()
          .startsWith("cut: expected ")
          .doesNotContain("\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "lossless.webp", "lossy.webp", "cmyk.jpg"})
  void damagedBytesNeverThrowAnythingElse(String format) throws IOException {
    ImageDecoder decoder = new ImageDecoder(new DecodingLimits(16_384, 1_000_000, 1_000_000));
    byte[] whole = file(format);
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int trial = 0; trial < 150; trial++) {
      byte[] damaged = whole.clone();
      // Headers are where sizes stand, so half of the damage goes there.
      int span = random.nextBoolean() ? Math.min(64, whole.length) : whole.length;
      for (int hit = 0; hit <= random.nextInt(3); hit++) {
        damaged[random.nextInt(span)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(decoder.decode(damaged, "damaged").getWidth()).isPositive();
      } catch (UnreadableImageException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("damaged: expected ").doesNotContain("\n");
      }
    }
    assertThat(refused).isPositive();
  }
}
