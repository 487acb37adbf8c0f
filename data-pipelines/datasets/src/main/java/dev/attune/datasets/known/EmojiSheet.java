package dev.attune.datasets.known;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The strips of the emoji sheet: tiles of 64 by 64 pixels with a border of one pixel. */
final class EmojiSheet {
  static final int TILE = 64;
  private static final int CELL = TILE + 2;
  private static final int MAX_STRIP_BYTES = 1 << 20;
  private static final int MAX_STRIP_HEIGHT = 100 * CELL;

  private final Path archive;
  private final Map<Integer, BufferedImage> strips = new HashMap<>();

  EmojiSheet(Path archive) {
    this.archive = archive;
  }

  /** A concept's picture over white, 64 by 64, RGB. */
  BufferedImage tile(EmojiConcept concept) throws IOException {
    BufferedImage strip = strips.get(concept.column());
    if (strip == null) {
      strip = strip(concept.column());
      strips.put(concept.column(), strip);
    }
    int top = concept.row() * CELL + 1;
    if (top + TILE > strip.getHeight()) {
      throw new FetchException(
          "strip %d: expected tile %d, found only %d rows of pixels"
              .formatted(concept.column(), concept.row(), strip.getHeight()));
    }
    return overWhite(strip.getSubimage(1, top, TILE, TILE));
  }

  /** A picture over white. */
  static BufferedImage overWhite(Image image) {
    BufferedImage white = new BufferedImage(TILE, TILE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = white.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, TILE, TILE);
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return white;
  }

  private BufferedImage strip(int column) throws IOException {
    String name = "res/drawable-nodpi-v4/emoji_google_sheet_" + column + ".png";
    byte[] png = Archives.zipMember(archive, name, MAX_STRIP_BYTES);
    var readers = ImageIO.getImageReadersByFormatName("png");
    var reader = readers.next();
    try (var in = new MemoryCacheImageInputStream(Archives.stream(png))) {
      reader.setInput(in);
      if (reader.getWidth(0) != CELL || reader.getHeight(0) > MAX_STRIP_HEIGHT) {
        throw new FetchException(
            "%s: expected a strip %d pixels wide, found %d by %d"
                .formatted(name, CELL, reader.getWidth(0), reader.getHeight(0)));
      }
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }
}
