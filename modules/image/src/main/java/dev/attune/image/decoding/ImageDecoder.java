package dev.attune.image.decoding;

import dev.attune.augmentation.image.PixelsWritable;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Image files to pixels: PNG, JPEG, GIF (first frame), BMP and WebP, whatever their colours, told
 * by their first bytes. Every result is upright, opaque (alpha over white), 8-bit sRGB. Immutable
 * and safe to share between threads; nothing is cached on disk.
 */
public final class ImageDecoder {
  private final DecodingLimits limits;

  /** With {@link DecodingLimits#DEFAULTS}. */
  public ImageDecoder() {
    this(DecodingLimits.DEFAULTS);
  }

  /** With limits of one's own. */
  public ImageDecoder(DecodingLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a file.
   *
   * @return {@link BufferedImage#TYPE_INT_RGB}
   * @throws UnreadableImageException in one line, if the file is missing, no image, broken or too
   *     large
   * @throws UncheckedIOException if the disk fails
   */
  public BufferedImage decode(Path file) {
    return decode(read(file), file.toString());
  }

  /**
   * Reads the bytes of a file.
   *
   * @param name what to call them in an error
   * @return {@link BufferedImage#TYPE_INT_RGB}
   * @throws UnreadableImageException in one line, if they are no image, broken or too large
   */
  public BufferedImage decode(byte[] bytes, String name) {
    return image(rgb(bytes, name));
  }

  /**
   * Reads a file into planes.
   *
   * @return {@code [3, height, width]} in [0, 1]; an image of more than {@link
   *     PixelsWritable#MAX_VALUES} values is halved until it fits
   * @throws UnreadableImageException as {@link #decode(Path)}
   */
  public PixelsWritable pixels(Path file) {
    return pixels(read(file), file.toString());
  }

  /**
   * Reads the bytes of a file into planes, as {@link #pixels(Path)}.
   *
   * @throws UnreadableImageException as {@link #decode(byte[], String)}
   */
  public PixelsWritable pixels(byte[] bytes, String name) {
    return rgb(bytes, name).planes();
  }

  private Rgb rgb(byte[] bytes, String name) {
    return withReader(
        bytes,
        name,
        (reader, format, orientation) ->
            ExifOrientation.upright(RgbPixels.read(reader.read(0)), orientation));
  }

  /**
   * Reads what a file says of itself; its structure is checked, its pixels are not.
   *
   * @throws UnreadableImageException as {@link #decode(Path)}
   */
  public ImageHeader readHeader(Path file) {
    return readHeader(read(file), file.toString());
  }

  /**
   * Reads what the bytes of a file say of themselves; their structure is checked, the pixels are
   * not.
   *
   * @throws UnreadableImageException as {@link #decode(byte[], String)}
   */
  public ImageHeader readHeader(byte[] bytes, String name) {
    return withReader(
        bytes,
        name,
        (reader, format, orientation) ->
            new ImageHeader(
                format, reader.getWidth(0), reader.getHeight(0), channels(reader), orientation));
  }

  private static int channels(ImageReader reader) throws IOException {
    ImageTypeSpecifier stored = reader.getRawImageType(0);
    ColorModel model = (stored != null ? stored : reader.getImageTypes(0).next()).getColorModel();
    return model.getNumComponents();
  }

  private byte[] read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UnreadableImageException(
          file.toString(),
          "an image file",
          Files.exists(file) ? "something that is not a file" : "no file");
    }
    try {
      long size = Files.size(file);
      if (size > limits.maximumBytes()) {
        throw new UnreadableImageException(
            file.toString(), "at most " + limits.maximumBytes() + " bytes", size + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (AccessDeniedException e) {
      throw new UnreadableImageException(
          file.toString(), "a file that may be read", "one that may not");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private interface Reading<T> {
    T from(ImageReader reader, ImageFormat format, int orientation) throws IOException;
  }

  /** Checks structure and size, then reads. */
  private <T> T withReader(byte[] bytes, String name, Reading<T> reading) {
    ImageFormat format = ImageFormat.of(bytes, name);
    int orientation = new Container(format, bytes, name).orientation();
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.label());
    if (!readers.hasNext()) {
      throw new IllegalStateException(
          "no reader for " + format.label() + " among ImageIO's plug-ins on the class path");
    }
    ImageReader reader = readers.next();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(stream, true, true);
      limits.check(name, reader.getWidth(0), reader.getHeight(0));
      return reading.from(reader, format, orientation);
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The bytes are in memory, so they are at fault: readers and colour profiles throw what
      // comes.
      throw broken(format, name, e);
    } finally {
      reader.dispose();
    }
  }

  private static UnreadableImageException broken(ImageFormat format, String name, Exception e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new UnreadableImageException(
        name, "a sound " + format.label(), reason.replaceAll("\\s+", " "), e);
  }

  private static BufferedImage image(Rgb rgb) {
    BufferedImage image = new BufferedImage(rgb.width(), rgb.height(), BufferedImage.TYPE_INT_RGB);
    int[] into = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(rgb.pixels(), 0, into, 0, into.length);
    return image;
  }
}
