package dev.attune.datasets.known;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes emoji into a data set's folder: pictures, manifests, notices. */
final class EmojiFolder {
  private final Path folder;
  private final Path images;
  private final MessageDigest pixels = Sha256.start();
  private final JsonFactory json = new JsonFactory();

  EmojiFolder(Path folder) throws IOException {
    this.folder = folder;
    this.images = Files.createDirectory(folder.resolve("images"));
  }

  /**
   * A row of a manifest.
   *
   * @param language of texts and keywords, where the manifest holds several rows of a concept
   */
  record Row(
      EmojiConcept concept, List<String> texts, List<String> keywords, Optional<String> language) {

    Row(EmojiConcept concept, List<String> texts, List<String> keywords) {
      this(concept, texts, keywords, Optional.empty());
    }

    Row in(String tag) {
      return new Row(concept, texts, keywords, Optional.of(tag));
    }

    String id() {
      return language.map(tag -> concept.id() + "@" + tag).orElse(concept.id());
    }
  }

  /** Writes a concept's picture, 64 by 64. */
  void image(EmojiConcept concept, BufferedImage picture) throws IOException {
    int side = EmojiSheet.TILE;
    ByteBuffer bytes = ByteBuffer.allocate(4 * side * side);
    bytes.asIntBuffer().put(picture.getRGB(0, 0, side, side, null, 0, side));
    pixels.update(bytes);
    try (OutputStream file = Files.newOutputStream(images.resolve(concept.id() + ".png"));
        ImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      ImageIO.write(picture, "png", out);
    }
  }

  /** Digest of the pixels of all pictures written, whatever the PNG encoder made of them. */
  String pixelDigest() {
    return Sha256.hex(pixels);
  }

  /** Writes a manifest; the skin tones of a concept share its group. */
  void manifest(String name, List<Row> rows) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name))) {
      for (Row row : rows) {
        row(out, row);
        out.write('\n');
      }
    }
  }

  /** Writes who owns what. */
  void notices(KnownDataset dataset) throws IOException {
    try (Writer out = Files.newBufferedWriter(folder.resolve("LICENSES.txt"))) {
      out.write("What this folder was made of, and under which licence:\n");
      for (KnownPackage source : dataset.packages()) {
        out.write(source.coordinates() + ": " + source.licence() + "\n");
      }
      out.write("\n");
      try (var notice = EmojiConcepts.resource("emoji-google-16-sheetmap.LICENSE.txt")) {
        out.write(new String(notice.readAllBytes(), StandardCharsets.US_ASCII));
      }
    }
  }

  private void row(Writer out, Row row) throws IOException {
    EmojiConcept concept = row.concept();
    try (JsonGenerator line =
        json.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      line.writeStartObject();
      line.writeStringField("id", row.id());
      line.writeStringField("image", "images/" + concept.id() + ".png");
      if (row.texts().size() == 1) {
        line.writeStringField("text", row.texts().get(0));
      } else {
        strings(line, "texts", row.texts());
      }
      if (!row.keywords().isEmpty()) {
        strings(line, "keywords", row.keywords());
      }
      if (row.language().isPresent()) {
        line.writeStringField("language", row.language().get());
        line.writeStringField("concept", concept.id());
      }
      line.writeStringField("label", concept.group());
      line.writeStringField("subgroup", concept.subgroup());
      line.writeStringField("group", concept.base());
      line.writeStringField("skin_tone", Boolean.toString(!concept.plain()));
      line.writeEndObject();
    }
  }

  private static void strings(JsonGenerator line, String field, List<String> values)
      throws IOException {
    line.writeArrayFieldStart(field);
    for (String value : values) {
      line.writeString(value);
    }
    line.writeEndArray();
  }
}
