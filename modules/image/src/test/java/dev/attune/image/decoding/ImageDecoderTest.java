package dev.attune.image.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.augmentation.image.PixelsWritable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder();

  private List<String> pixels(byte[] bytes) {
    BufferedImage image = decoder.decode(bytes, "test");
    assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
    List<String> pixels = new ArrayList<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        pixels.add(String.format("%06x", image.getRGB(x, y) & 0xFFFFFF));
      }
    }
    return pixels;
  }

  @Test
  void colourPng() {
    assertThat(pixels(PngBytes.of(2, 1, 8, PngBytes.RGB, 1, 2, 3, 250, 128, 0)))
        .containsExactly("010203", "fa8000");
    assertThat(pixels(PngBytes.of(1, 1, 8, PngBytes.RGB, 9, 8, 7))).containsExactly("090807");
  }

  @Test
  void greyKeepsItsNumbers() {
    assertThat(pixels(PngBytes.of(3, 1, 8, PngBytes.GREY, 0, 128, 255)))
        .containsExactly("000000", "808080", "ffffff");
    assertThat(pixels(PngBytes.of(4, 1, 2, PngBytes.GREY, 0b00011011)))
        .containsExactly("000000", "555555", "aaaaaa", "ffffff");
    assertThat(pixels(PngBytes.of(8, 1, 1, PngBytes.GREY, 0b10100000)))
        .startsWith("ffffff", "000000", "ffffff", "000000");
  }

  @Test
  void sixteenBitsAreRoundedToEight() {
    assertThat(pixels(PngBytes.of(3, 1, 16, PngBytes.GREY, 0x80, 0x80, 0, 128, 0, 129)))
        .containsExactly("808080", "000000", "010101");
    assertThat(pixels(PngBytes.of(1, 1, 16, PngBytes.RGB, 0xFF, 0xFF, 0x12, 0x12, 0, 0)))
        .containsExactly("ff1200");
    assertThat(pixels(PngBytes.of(1, 1, 16, PngBytes.RGB_ALPHA, 0, 0, 255, 255, 0, 0, 128, 128)))
        .containsExactly("7fff7f");
  }

  @Test
  void alphaLiesOverWhite() {
    assertThat(
            pixels(
                PngBytes.of(
                    3, 1, 8, PngBytes.RGB_ALPHA, 255, 0, 0, 255, 0, 0, 0, 0, 10, 20, 30, 128)))
        .containsExactly("ff0000", "ffffff", "84898e");
    assertThat(pixels(PngBytes.of(2, 1, 8, PngBytes.GREY_ALPHA, 0, 51, 77, 255)))
        .containsExactly("cccccc", "4d4d4d");
  }

  @Test
  void aPaletteWithTransparentEntries() {
    PngBytes png = new PngBytes(4, 1, 2, PngBytes.PALETTE);
    png.chunk("PLTE", 1, 2, 3, 255, 0, 0, 0, 0, 0).chunk("tRNS", 255, 255, 51);
    assertThat(pixels(png.rows(1, 0b00011000).end()))
        .containsExactly("010203", "ff0000", "cccccc", "010203");
  }

  @Test
  void aTransparentColour() {
    PngBytes rgb = new PngBytes(2, 1, 8, PngBytes.RGB).chunk("tRNS", 0, 5, 0, 6, 0, 7);
    assertThat(pixels(rgb.rows(1, 5, 6, 7, 5, 6, 8).end())).containsExactly("ffffff", "050608");
    PngBytes grey = new PngBytes(2, 1, 8, PngBytes.GREY).chunk("tRNS", 0, 9);
    assertThat(pixels(grey.rows(1, 9, 10).end())).containsExactly("ffffff", "0a0a0a");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ImageDecoderTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** 16x16, the left half red, the right half blue. Written by Pillow 12.3. */
  @ParameterizedTest
  @ValueSource(strings = {"cmyk.jpg", "prog.jpg", "lossless.webp", "lossy.webp"})
  void filesOfAnotherEncoder(String name) throws IOException {
    assertHalves(decoder.decode(resource(name), name), 0xFF0000, 0x0000FF);
  }

  @Test
  void alphaInWebp() throws IOException {
    assertHalves(decoder.decode(resource("alpha.webp"), "alpha"), 0xFF0000, 0x7F7FFF);
    assertThat(decoder.readHeader(resource("alpha.webp"), "alpha"))
        .isEqualTo(new ImageHeader(ImageFormat.WEBP, 16, 16, 4, 1));
  }

  private static void assertHalves(BufferedImage image, int left, int right) {
    assertThat(image.getWidth()).isEqualTo(16);
    assertThat(image.getHeight()).isEqualTo(16);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        int expected = x < 8 ? left : right;
        for (int shift = 0; shift < 24; shift += 8) {
          assertThat(image.getRGB(x, y) >> shift & 0xFF)
              .as("%d,%d", x, y)
              .isCloseTo(expected >> shift & 0xFF, Offset.offset(4));
        }
      }
    }
  }

  private static byte[] written(String format, int type, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setPixel(x, y, new int[] {x * 255 / width, y * 255 / height, 60, 255});
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"bmp, 0", "png, 0", "jpeg, 16"})
  void agreesWithTheEncodersOfTheJdk(String format, int tolerance) throws IOException {
    BufferedImage image =
        decoder.decode(written(format, BufferedImage.TYPE_INT_RGB, 32, 16), format);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 32; x++) {
        int rgb = image.getRGB(x, y);
        assertThat(rgb >> 16 & 0xFF).isCloseTo(x * 255 / 32, Offset.offset(tolerance));
        assertThat(rgb >> 8 & 0xFF).isCloseTo(y * 255 / 16, Offset.offset(tolerance));
        assertThat(rgb & 0xFF).isCloseTo(60, Offset.offset(tolerance));
      }
    }
  }

  @Test
  void greyJpegAndGif() throws IOException {
    BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      grey.getRaster().setSample(i % 8, i / 8, 0, 128);
    }
    for (String format : List.of("jpeg", "gif")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(grey, format, bytes);
      assertThat(decoder.decode(bytes.toByteArray(), format).getRGB(3, 3) & 0xFF)
          .as(format)
          .isCloseTo(128, Offset.offset(1));
    }
  }

  /** Where the stored top left corner (red) and its right neighbour (blue) are to be seen. */
  @ParameterizedTest
  @CsvSource({
    "1, 3, 2, 0, 0, 1, 0",
    "2, 3, 2, 2, 0, 1, 0",
    "3, 3, 2, 2, 1, 1, 1",
    "4, 3, 2, 0, 1, 1, 1",
    "5, 2, 3, 0, 0, 0, 1",
    "6, 2, 3, 1, 0, 1, 1",
    "7, 2, 3, 1, 2, 1, 1",
    "8, 2, 3, 0, 2, 0, 1",
  })
  void turnedImagesStandUpright(
      int orientation, int width, int height, int redX, int redY, int blueX, int blueY) {
    for (boolean bigEndian : new boolean[] {true, false}) {
      PngBytes png =
          new PngBytes(3, 2, 8, PngBytes.RGB).chunk("eXIf", exif(orientation, bigEndian));
      int[] samples = new int[18];
      samples[0] = 255;
      samples[5] = 255;
      byte[] bytes = png.rows(2, samples).end();
      BufferedImage image = decoder.decode(bytes, "turned");
      assertThat(image.getWidth()).isEqualTo(width);
      assertThat(image.getHeight()).isEqualTo(height);
      assertThat(image.getRGB(redX, redY)).isEqualTo(0xFFFF0000);
      assertThat(image.getRGB(blueX, blueY)).isEqualTo(0xFF0000FF);
      assertThat(decoder.readHeader(bytes, "turned"))
          .isEqualTo(new ImageHeader(ImageFormat.PNG, 3, 2, 3, orientation));
    }
  }

  private static byte[] exif(int orientation, boolean bigEndian) {
    ByteBuffer block =
        ByteBuffer.allocate(26)
            .order(bigEndian ? java.nio.ByteOrder.BIG_ENDIAN : java.nio.ByteOrder.LITTLE_ENDIAN);
    block.put(bigEndian ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
    return block
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .array();
  }

  @Test
  void aTurnedJpeg() throws IOException {
    byte[] plain = resource("prog.jpg");
    byte[] block = exif(6, true);
    byte[] turned =
        ByteBuffer.allocate(plain.length + 10 + block.length)
            .put(plain, 0, 2)
            .put(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (8 + block.length)})
            .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
            .put(block)
            .put(plain, 2, plain.length - 2)
            .array();
    BufferedImage image = decoder.decode(turned, "turned.jpg");
    assertThat(image.getRGB(8, 2) >> 16 & 0xFF).as("red on top").isGreaterThan(250);
    assertThat(image.getRGB(8, 13) & 0xFF).as("blue below").isGreaterThan(250);
    assertThat(decoder.readHeader(turned, "turned.jpg").orientation()).isEqualTo(6);
    block[5] = 127;
    System.arraycopy(block, 0, turned, 12, block.length);
    assertThat(decoder.readHeader(turned, "damaged").orientation()).isEqualTo(1);
  }

  @Test
  void planesHoldWhatTheImageShows() {
    byte[] bytes = PngBytes.of(2, 1, 8, PngBytes.RGB, 0, 51, 102, 153, 204, 255);
    PixelsWritable pixels = decoder.pixels(bytes, "test");
    assertThat(pixels.values()).containsExactly(0, 0.6f, 0.2f, 0.8f, 0.4f, 1);
    assertThat(pixels.height()).isEqualTo(1);
    assertThat(pixels.width()).isEqualTo(2);
  }

  @Test
  void whatIsTooLargeForPlanesIsHalved() {
    Rgb odd = new Rgb(new int[] {0xFF0000, 0xFF0004, 9, 0x01FF03, 0x0201FF, 9}, 3, 2);
    assertThat(odd.halved().pixels()).containsExactly(0x804042);
    assertThat(new Rgb(new int[] {2, 4, 7}, 1, 3).halved().pixels()).containsExactly(3);
    assertThat(new Rgb(new int[] {0xFFFFFF, 0xFFFFFF}, 2, 1).halved().pixels())
        .containsExactly(0xFFFFFF);
    Rgb strip = new Rgb(new int[40_000], 40_000, 1);
    assertThat(strip.planes().width()).isEqualTo(20_000);
  }

  @Test
  void threadsShareADecoder() throws Exception {
    byte[][] files = {
      resource("cmyk.jpg"), resource("lossless.webp"), PngBytes.of(1, 1, 8, PngBytes.GREY, 5)
    };
    int[] expected =
        Arrays.stream(files).mapToInt(f -> decoder.decode(f, "f").getRGB(0, 0)).toArray();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> found = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        byte[] file = files[i % 3];
        found.add(threads.submit(() -> decoder.decode(file, "f").getRGB(0, 0)));
      }
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).get()).isEqualTo(expected[i % 3]);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
