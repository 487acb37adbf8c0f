package dev.attune.datasets.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.check.Finding.Kind;
import dev.attune.datasets.check.Finding.Severity;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCheckTest {
  @TempDir Path folder;

  @Test
  void picturesThatCannotBeUsed() throws IOException {
    byte[] png = bytes(noise(64, 64, BufferedImage.TYPE_INT_RGB, 1), "png");
    byte[] jpg = bytes(noise(64, 64, BufferedImage.TYPE_INT_RGB, 1), "jpg");
    Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
    Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(jpg, jpg.length / 2));
    Files.writeString(folder.resolve("text.png"), "not a picture");
    Files.createFile(folder.resolve("empty.png"));
    write("dot.png", noise(1, 1, BufferedImage.TYPE_INT_RGB, 2));
    Files.write(folder.resolve("huge.png"), header(20_000, 20_000));
    List<String> names =
        List.of("cut.png", "cut.jpg", "text.png", "empty.png", "dot.png", "huge.png");

    CheckReport report = DatasetCheck.check(images(names));

    assertThat(report.count(Kind.UNREADABLE_IMAGE)).isEqualTo(6);
    assertThat(report.count(Severity.ERROR)).isEqualTo(6);
    assertThat(report.findings()).extracting(Finding::line).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(report.findings())
        .allSatisfy(
            finding ->
                assertThat(finding.message())
                    .startsWith(names.get((int) finding.line() - 1) + ": ")
                    .doesNotContain("\n"));
    assertThat(report.findings().get(3).message()).isEqualTo("empty.png: the file is empty");
    assertThat(report.findings().get(4).message()).endsWith("found 1 by 1");
    assertThat(report.findings().get(5).message()).endsWith("found 20000 by 20000");
  }

  @Test
  void channelsAndTurnsAreNoted() throws IOException {
    write("rgb.png", noise(8, 8, BufferedImage.TYPE_INT_RGB, 1));
    write("grey.png", noise(8, 8, BufferedImage.TYPE_BYTE_GRAY, 2));
    write("alpha.png", noise(8, 8, BufferedImage.TYPE_INT_ARGB, 3));
    write("palette.png", noise(8, 8, BufferedImage.TYPE_BYTE_INDEXED, 4));
    write("deep.png", noise(8, 8, BufferedImage.TYPE_USHORT_GRAY, 5));
    byte[] jpg = bytes(noise(16, 16, BufferedImage.TYPE_INT_RGB, 6), "jpg");
    Files.write(folder.resolve("upright.jpg"), turned(jpg, 1));
    Files.write(folder.resolve("turned.jpg"), turned(bytes(noise(16, 16, 1, 7), "jpg"), 6));

    CheckReport report =
        DatasetCheck.check(
            images(
                List.of(
                    "rgb.png",
                    "grey.png",
                    "alpha.png",
                    "palette.png",
                    "deep.png",
                    "upright.jpg",
                    "turned.jpg")));

    assertThat(report.findings())
        .extracting(Finding::message)
        .containsExactly(
            "grey.png: grey",
            "alpha.png: alpha",
            "palette.png: a palette",
            "deep.png: grey, 16 bits a channel",
            "turned.jpg: EXIF orientation 6");
    assertThat(report.count(Severity.NOTE)).isEqualTo(5);
    assertThat(report.count(Severity.ERROR) + report.count(Severity.WARNING)).isZero();
  }

  @Test
  void duplicatesAreFoundByPixelsAcrossSplitsAndGroups() throws IOException {
    BufferedImage image = noise(8, 8, BufferedImage.TYPE_INT_RGB, 1);
    write("a.png", image);
    write("a.bmp", image);
    write("b.png", noise(8, 8, BufferedImage.TYPE_INT_RGB, 2));
    Files.writeString(folder.resolve("s.wav"), "sound");
    Files.createFile(folder.resolve("none.wav"));
    Dataset data =
        manifest(
            """
            {"id":"1","image":"a.png","split":"train","group":"g","text":"A big dog!","label":"dog"}
            {"id":"2","image":"a.bmp","split":"test","group":"g","text":"a big  dog","label":"hot dog"}
            {"id":"3","image":"b.png","split":"train","text":"doggy","label":"dog"}
            {"id":"4","image":"b.png","split":"train","group":"h","text":"x"}
            {"id":"5","image":"b.png","split":"train","group":"h","text":""}
            {"id":"6","audio":"s.wav","split":"train"}
            {"id":"7","audio":"s.wav","split":"test"}
            {"id":"8","audio":"none.wav","split":"test"}
            """);

    CheckReport report = DatasetCheck.check(data);

    assertThat(report.items()).isEqualTo(7);
    assertThat(report.findings())
        .containsExactly(
            new Finding(Kind.BAD_ROW, 5, "empty caption"),
            new Finding(Kind.UNREADABLE_AUDIO, 8, "none.wav: the file is empty"),
            new Finding(
                Kind.GROUP_ACROSS_SPLITS,
                2,
                "group `g`: in split `train` and `test`, as at line 1"),
            new Finding(
                Kind.DUPLICATE_ACROSS_SPLITS,
                2,
                "a.bmp: same content as line 1, in split `train` and `test`"),
            new Finding(
                Kind.DUPLICATE_ACROSS_SPLITS,
                7,
                "s.wav: same content as line 6, in split `train` and `test`"),
            new Finding(
                Kind.CAPTION_ACROSS_SPLITS,
                2,
                "same caption as line 1, in split `train` and `test`"),
            new Finding(Kind.DUPLICATE, 4, "b.png: same content as line 3, in another group"),
            new Finding(Kind.LABEL_IN_CAPTION, 1, "label `dog` stands in the caption of 1"));
  }

  @Test
  void manyFindingsAreCountedAndTheFirstKept() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      rows.append("{\"id\":\"%d\",\"text\":\"a cat\",\"label\":\"cat\"}\n".formatted(i));
    }
    CheckReport report = DatasetCheck.check(manifest(rows.toString()));
    assertThat(report.count(Kind.LABEL_IN_CAPTION)).isEqualTo(250);
    assertThat(report.findings()).hasSize(CheckReport.KEPT);
  }

  @Test
  void soundsAreCheckedByTheFunctionHandedIn() throws IOException {
    Files.writeString(folder.resolve("s.wav"), "sound");
    CheckReport report =
        DatasetCheck.check(
            manifest("{\"id\":\"6\",\"audio\":\"s.wav\"}\n"),
            ImageLimits.defaults(),
            sound -> Optional.of("no RIFF header"));
    assertThat(report.findings())
        .containsExactly(new Finding(Kind.UNREADABLE_AUDIO, 1, "s.wav: no RIFF header"));
  }

  private Dataset images(List<String> names) {
    StringBuilder rows = new StringBuilder();
    for (String name : names) {
      rows.append("{\"id\":\"%s\",\"image\":\"%s\"}%n".formatted(name, name));
    }
    return manifest(rows.toString());
  }

  private Dataset manifest(String rows) {
    try {
      return Manifest.read(Files.writeString(folder.resolve("m.jsonl"), rows));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void write(String name, BufferedImage image) throws IOException {
    Files.write(folder.resolve(name), bytes(image, name.substring(name.length() - 3)));
  }

  private static byte[] bytes(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static BufferedImage noise(int width, int height, int type, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt() | 0xFF000000);
      }
    }
    return image;
  }

  /** A PNG that claims a size and holds nothing. */
  private static byte[] header(int width, int height) {
    ByteBuffer chunk = ByteBuffer.allocate(17);
    chunk.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    chunk.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.array());
    ByteBuffer png = ByteBuffer.allocate(8 + 4 + 17 + 4);
    png.putLong(0x89504E470D0A1A0AL).putInt(13).put(chunk.array()).putInt((int) crc.getValue());
    return png.array();
  }

  /** Puts an EXIF segment with an orientation behind the start of a JPEG. */
  private static byte[] turned(byte[] jpg, int orientation) {
    byte[] exif = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] all = new byte[jpg.length + exif.length];
    System.arraycopy(jpg, 0, all, 0, 2);
    System.arraycopy(exif, 0, all, 2, exif.length);
    System.arraycopy(jpg, 2, all, 2 + exif.length, jpg.length - 2);
    return all;
  }
}
