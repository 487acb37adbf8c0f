package dev.attune.datasets.known;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Turns the four files of MNIST, and of sets made in its likeness, into grey pictures of 28 by 28
 * pixels and a manifest. The last items of the training file are the validation split.
 */
final class IdxImages {
  static final int SIDE = 28;

  /** Most bytes of one file: the largest, of 60,000 pictures, has 47 million. */
  static final int MAX_FILE_BYTES = 64 << 20;

  /** Items at the end of the training file that validate. */
  static final int VALIDATION = 5_000;

  /** Names of the files that hold a part's pictures and classes. */
  private record Part(String name, String images, String labels) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("train", "train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
          new Part("test", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"));

  private final Path target;
  private final List<String> classes;
  private final int validation;
  private final MessageDigest pixels = Sha256.start();
  private final List<LabelledRow> rows = new ArrayList<>();

  private IdxImages(Path target, List<String> classes, int validation) {
    this.target = target;
    this.classes = classes;
    this.validation = validation;
  }

  /** Names of the files. */
  static List<String> files() {
    return PARTS.stream().flatMap(part -> List.of(part.images, part.labels).stream()).toList();
  }

  /**
   * Writes pictures and manifest.
   *
   * @param archive that the files come from, for messages
   * @param files content by name
   * @param classes names of the classes, by number
   * @param validation items at the end of the training file that are split off
   * @return counts and digests
   * @throws FetchException if a file is missing or is not as expected
   */
  static Map<String, String> write(
      Path archive, Map<String, byte[]> files, List<String> classes, int validation, Path target)
      throws IOException {
    for (String name : files()) {
      if (!files.containsKey(name)) {
        throw new FetchException(archive.getFileName() + ": expected " + name + ", found none");
      }
    }
    IdxImages images = new IdxImages(target, classes, validation);
    for (Part part : PARTS) {
      images.part(part, files);
    }
    Path manifest = target.resolve("manifest.jsonl");
    LabelledRow.write(manifest, images.rows);
    Map<String, String> facts = new LinkedHashMap<>();
    LabelledRow.count(images.rows, facts);
    facts.put("pixels_sha256", Sha256.hex(images.pixels));
    facts.put("manifest_sha256", Sha256.of(manifest));
    return facts;
  }

  private void part(Part part, Map<String, byte[]> files) throws IOException {
    IdxFile images = IdxFile.read(part.images, files.get(part.images), SIDE, SIDE);
    IdxFile labels = IdxFile.read(part.labels, files.get(part.labels));
    if (images.count() != labels.count()) {
      throw new FetchException(
          "%s: expected %d items as in %s, found %d"
              .formatted(part.labels, images.count(), part.images, labels.count()));
    }
    boolean training = part.name.equals(LabelledRow.TRAIN);
    if (training && images.count() <= validation) {
      throw new FetchException(
          "%s: expected more than the %d items for validation, found %d"
              .formatted(part.images, validation, images.count()));
    }
    int trained = training ? images.count() - validation : images.count();
    Files.createDirectories(target.resolve("images").resolve(part.name));
    for (int i = 0; i < images.count(); i++) {
      String id = "%s/%05d".formatted(part.name, i);
      String path = "images/" + id + ".png";
      String label = classes.get(labels.classOf(i, classes.size()));
      String split = i < trained ? part.name : LabelledRow.VALIDATION;
      picture(target.resolve(path), images.item(i));
      rows.add(new LabelledRow(id, "image", path, label, Optional.empty(), split, Map.of()));
    }
  }

  /** Grey values as they stand in the file: 0 is the ground, 255 the ink or cloth. */
  private void picture(Path file, byte[] grey) throws IOException {
    pixels.update(grey);
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    byte[] data = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
    System.arraycopy(grey, 0, data, 0, grey.length);
    try (OutputStream stream = Files.newOutputStream(file);
        ImageOutputStream out = new MemoryCacheImageOutputStream(stream)) {
      ImageIO.write(picture, "png", out);
    }
  }
}
