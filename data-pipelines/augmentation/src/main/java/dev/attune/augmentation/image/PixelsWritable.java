package dev.attune.augmentation.image;

import dev.attune.augmentation.Require;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.datavec.api.writable.ArrayWritable;
import org.datavec.api.writable.WritableFactory;
import org.datavec.api.writable.WritableType;

/**
 * A picture: float32 values in [0, 1] (before normalisation), layout [channels, height, width],
 * channels 3 (red, green, blue) or 1 (grey).
 *
 * <p>Augmentations treat it as immutable; only DataVec's {@link #readFields} changes one.
 */
public final class PixelsWritable extends ArrayWritable {
  /** Under which DataVec's {@code WritableFactory} knows this type; see {@link #register}. */
  public static final short TYPE_KEY = 0x4150;

  /** The largest height and width. */
  public static final int MAX_SIDE = 32_768;

  /** The largest number of values: 256 MiB of them. */
  public static final int MAX_VALUES = 1 << 26;

  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 1 << 16;

  private float[] values;
  private int channels;
  private int height;
  private int width;

  /** A single black grey pixel, to be filled by {@link #readFields}: DataVec asks for it. */
  public PixelsWritable() {
    this(new float[1], 1, 1, 1);
  }

  /**
   * A picture over an array, which it takes over: do not write to the array afterwards.
   *
   * @param values [channels, height, width]
   * @throws IllegalArgumentException if the shape is out of bounds or not that of the array
   */
  public PixelsWritable(float[] values, int channels, int height, int width) {
    String problem = problem(channels, height, width);
    Require.that(problem == null, "%s", problem);
    Require.that(
        values.length == channels * height * width,
        "pixels: expected %s values for [%s, %s, %s], found %s",
        channels * height * width,
        channels,
        height,
        width,
        values.length);
    this.values = values;
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  /**
   * The colours of a decoded image; grey ones become three equal channels, transparency is laid
   * over the background.
   */
  public static PixelsWritable from(BufferedImage image, Color background) {
    return BufferedImages.read(image, background);
  }

  /** The colours of a decoded image, transparency laid over white. */
  public static PixelsWritable from(BufferedImage image) {
    return from(image, Color.WHITE);
  }

  /** An 8-bit image for display; values outside [0, 1] are clamped. */
  public BufferedImage toBufferedImage() {
    return BufferedImages.write(this);
  }

  /**
   * The values themselves, [channels, height, width], not a copy: read only.
   *
   * @return the array this picture is made of
   */
  public float[] values() {
    return values;
  }

  /** 3 (red, green, blue) or 1 (grey). */
  public int channels() {
    return channels;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** One value. */
  public float at(int channel, int y, int x) {
    return values[(channel * height + y) * width + x];
  }

  /** Copies the values, [channels, height, width], into a batch. */
  public void copyTo(float[] destination, int offset) {
    System.arraycopy(values, 0, destination, offset, values.length);
  }

  /**
   * The same picture with another number of channels: grey is repeated, colour becomes its luma.
   *
   * @param wanted 1 or 3
   */
  public PixelsWritable withChannels(int wanted) {
    Require.that(wanted == 1 || wanted == 3, "pixels: expected 1 or 3 channels, found %s", wanted);
    if (wanted == channels) {
      return this;
    }
    int plane = height * width;
    float[] converted = new float[wanted * plane];
    if (wanted == 1) {
      Luma.of(values, plane, converted);
    } else {
      for (int c = 0; c < wanted; c++) {
        System.arraycopy(values, 0, converted, c * plane, plane);
      }
    }
    return new PixelsWritable(converted, wanted, height, width);
  }

  /**
   * Makes this type known to a DataVec factory, so that records with pictures can be read back by
   * {@code readWithType}. A second call does nothing.
   */
  public static void register(WritableFactory factory) {
    synchronized (factory) {
      try {
        if (factory.newWritable(TYPE_KEY) instanceof PixelsWritable) {
          return;
        }
      } catch (IllegalStateException unknown) {
        // The expected case: DataVec has no way to ask but this one.
      }
      factory.registerWritableType(TYPE_KEY, PixelsWritable.class);
    }
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(channels);
    out.writeInt(height);
    out.writeInt(width);
    byte[] bytes = new byte[Math.min(CHUNK, values.length) * Float.BYTES];
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      ByteBuffer.wrap(bytes).asFloatBuffer().put(values, from, count);
      out.write(bytes, 0, count * Float.BYTES);
    }
  }

  /**
   * Reads what {@link #write} wrote. Memory grows with what the stream really holds, whatever its
   * head claims.
   *
   * @throws IOException if the shape is out of bounds or the stream ends early
   */
  @Override
  public void readFields(DataInput in) throws IOException {
    int readChannels = in.readInt();
    int readHeight = in.readInt();
    int readWidth = in.readInt();
    String problem = problem(readChannels, readHeight, readWidth);
    if (problem != null) {
      throw new IOException(problem);
    }
    int total = readChannels * readHeight * readWidth;
    float[] read = new float[Math.min(total, CHUNK)];
    byte[] bytes = new byte[read.length * Float.BYTES];
    for (int from = 0; from < total; from += CHUNK) {
      int count = Math.min(CHUNK, total - from);
      in.readFully(bytes, 0, count * Float.BYTES);
      if (from + count > read.length) {
        read = Arrays.copyOf(read, (int) Math.min(total, 2L * read.length));
      }
      ByteBuffer.wrap(bytes).asFloatBuffer().get(read, from, count);
    }
    values = read;
    channels = readChannels;
    height = readHeight;
    width = readWidth;
  }

  @Override
  public void writeType(DataOutput out) throws IOException {
    out.writeShort(TYPE_KEY);
  }

  /** An array, in DataVec's closed list of types. */
  @Override
  public WritableType getType() {
    return WritableType.NDArray;
  }

  @Override
  public long length() {
    return values.length;
  }

  @Override
  public double getDouble(long i) {
    return values[Math.toIntExact(i)];
  }

  @Override
  public float getFloat(long i) {
    return values[Math.toIntExact(i)];
  }

  @Override
  public int getInt(long i) {
    return (int) values[Math.toIntExact(i)];
  }

  @Override
  public long getLong(long i) {
    return (long) values[Math.toIntExact(i)];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelsWritable that
        && channels == that.channels
        && height == that.height
        && width == that.width
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "PixelsWritable[" + channels + ", " + height + ", " + width + "]";
  }

  private static String problem(int channels, int height, int width) {
    if (channels != 1 && channels != 3) {
      return "pixels: expected 1 or 3 channels, found " + channels;
    }
    if (height < 1 || height > MAX_SIDE || width < 1 || width > MAX_SIDE) {
      return String.format(
          "pixels: expected height and width from 1 to %s, found %s and %s",
          MAX_SIDE, height, width);
    }
    if ((long) channels * height * width > MAX_VALUES) {
      return String.format(
          "pixels: expected at most %s values, found [%s, %s, %s]",
          MAX_VALUES, channels, height, width);
    }
    return null;
  }
}
