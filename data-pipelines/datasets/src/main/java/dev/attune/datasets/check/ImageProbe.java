package dev.attune.datasets.check;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import dev.attune.datasets.known.Sha256;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/** Looks at a picture's file: header first, then every pixel. Thread-safe. */
public final class ImageProbe {
  private static final long LARGE_PIXELS = 4_000_000;

  private final ImageLimits limits;
  private final Object large = new Object();

  /** With limits. */
  public ImageProbe(ImageLimits limits) {
    this.limits = limits;
  }

  /** What the file is; a file that cannot be read is said, not thrown. */
  public ImageFacts probe(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > limits.maxBytes()) {
        return ImageFacts.unreadable(
            "expected at most %d bytes, found %d".formatted(limits.maxBytes(), bytes));
      }
      try (FileImageInputStream in = new FileImageInputStream(file.toFile())) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
          return ImageFacts.unreadable(
              bytes == 0 ? "the file is empty" : "not a picture of a known format");
        }
        ImageReader reader = readers.next();
        try {
          reader.setInput(in);
          return decoded(file, reader);
        } finally {
          reader.dispose();
        }
      }
    } catch (IOException | RuntimeException bad) {
      // Readers meet a broken file with any exception, index errors among them.
      String message = bad.getMessage() == null ? bad.getClass().getSimpleName() : bad.getMessage();
      return ImageFacts.unreadable(
          "cannot be decoded: " + message.lines().findFirst().orElse("no reason given"));
    }
  }

  private ImageFacts decoded(Path file, ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    long pixels = (long) width * height;
    if (Math.min(width, height) < limits.minSide() || pixels > limits.maxPixels()) {
      return ImageFacts.unreadable(
          "expected at least %d pixels a side and at most %d in all, found %d by %d"
              .formatted(limits.minSide(), limits.maxPixels(), width, height));
    }
    if (pixels > LARGE_PIXELS) {
      // One at a time: on many threads, many large pictures would not fit.
      synchronized (large) {
        return pixels(file, reader, width, height);
      }
    }
    return pixels(file, reader, width, height);
  }

  private static ImageFacts pixels(Path file, ImageReader reader, int width, int height)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    Optional<String> channels;
    String digest;
    try {
      BufferedImage image = reader.read(0);
      channels = channels(image.getColorModel());
      digest = digest(image);
    } catch (IIOException unsupported) {
      if (!reader.canReadRaster() || !isUnsupportedType(unsupported)) {
        throw unsupported;
      }
      Raster raster = reader.readRaster(0, null);
      channels = Optional.of(raster.getNumBands() + " channels without alpha (CMYK)");
      digest = digest(raster);
    }
    for (String warning : warnings) {
      if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
        return ImageFacts.unreadable("cut short: " + warning);
      }
    }
    return new ImageFacts(Optional.empty(), width, height, channels, orientation(file), digest);
  }

  /** The JDK's JPEG reader has no colour conversion for CMYK, but can read the samples. */
  private static boolean isUnsupportedType(IIOException exception) {
    return String.valueOf(exception.getMessage()).contains("Unsupported Image Type");
  }

  private static Optional<String> channels(ColorModel colours) {
    List<String> found = new ArrayList<>();
    if (colours instanceof IndexColorModel) {
      found.add("a palette");
    } else if (colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      found.add("grey");
    } else if (colours.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
      found.add("CMYK");
    }
    if (colours.hasAlpha()) {
      found.add("alpha");
    }
    if (!(colours instanceof IndexColorModel) && colours.getComponentSize(0) > 8) {
      found.add(colours.getComponentSize(0) + " bits a channel");
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", found));
  }

  private static String digest(BufferedImage image) {
    MessageDigest digest = sized(image.getWidth(), image.getHeight());
    int[] row = new int[image.getWidth()];
    ByteBuffer bytes = ByteBuffer.allocate(4 * row.length);
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      bytes.asIntBuffer().put(row);
      digest.update(bytes.array());
    }
    return Sha256.hex(digest);
  }

  private static String digest(Raster raster) {
    MessageDigest digest = sized(raster.getWidth(), raster.getHeight());
    int[] row = new int[raster.getWidth() * raster.getNumBands()];
    ByteBuffer bytes = ByteBuffer.allocate(4 * row.length);
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      bytes.asIntBuffer().put(row);
      digest.update(bytes.array());
    }
    return Sha256.hex(digest);
  }

  private static MessageDigest sized(int width, int height) {
    MessageDigest digest = Sha256.start();
    digest.update(ByteBuffer.allocate(8).putInt(width).putInt(height).array());
    return digest;
  }

  private static int orientation(Path file) {
    try {
      Metadata metadata = ImageMetadataReader.readMetadata(file.toFile());
      ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      return exif != null && exif.containsTag(ExifIFD0Directory.TAG_ORIENTATION)
          ? exif.getInt(ExifIFD0Directory.TAG_ORIENTATION)
          : 1;
    } catch (ImageProcessingException | MetadataException | IOException | RuntimeException none) {
      // The pixels were read; metadata that cannot be is as good as none.
      return 1;
    }
  }
}
