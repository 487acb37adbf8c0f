package dev.attune.augmentation.audio;

import dev.attune.augmentation.Require;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.datavec.api.writable.WritableFactory;

/**
 * Features of a sound over time, log-mel bands for instance: float32, layout [frames, bands], row
 * by row.
 *
 * <p>Augmentations treat it as immutable; only DataVec's {@link #readFields} changes one.
 */
public final class SpectrogramWritable extends FloatsWritable {
  /** Under which DataVec's {@code WritableFactory} knows this type; see {@link #register}. */
  public static final short TYPE_KEY = 0x4153;

  /** The largest number of values: 256 MiB of them. */
  public static final int MAX_VALUES = 1 << 26;

  private static final long serialVersionUID = 1L;

  private int frames;
  private int bands;

  /** A single value, to be filled by {@link #readFields}: DataVec asks for it. */
  public SpectrogramWritable() {
    this(new float[1], 1, 1);
  }

  /**
   * Features over an array, which this takes over: do not write to the array afterwards.
   *
   * @param values [frames, bands]
   * @throws IllegalArgumentException if the shape is out of bounds or not that of the array
   */
  public SpectrogramWritable(float[] values, int frames, int bands) {
    super(values);
    String problem = problem(frames, bands);
    Require.that(problem == null, "%s", problem);
    Require.that(
        values.length == frames * bands,
        "spectrogram: expected %s values for [%s, %s], found %s",
        frames * bands,
        frames,
        bands,
        values.length);
    this.frames = frames;
    this.bands = bands;
  }

  /**
   * The values themselves, [frames, bands], not a copy: read only.
   *
   * @return the array this spectrogram is made of
   */
  public float[] values() {
    return floats;
  }

  /** Rows: steps in time. */
  public int frames() {
    return frames;
  }

  /** Columns: bands of frequency. */
  public int bands() {
    return bands;
  }

  /** One value. */
  public float at(int frame, int band) {
    return floats[frame * bands + band];
  }

  /** Other values of the same shape; takes the array over. */
  SpectrogramWritable with(float[] values) {
    return new SpectrogramWritable(values, frames, bands);
  }

  /**
   * Makes this type known to a DataVec factory, so that records with spectrograms can be read back
   * by {@code readWithType}. A second call does nothing.
   */
  public static void register(WritableFactory factory) {
    register(factory, TYPE_KEY, SpectrogramWritable.class);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(frames);
    out.writeInt(bands);
    writeFloats(out);
  }

  /**
   * Reads what {@link #write} wrote. Memory grows with what the stream really holds, whatever its
   * head claims.
   *
   * @throws IOException if the shape is out of bounds or the stream ends early
   */
  @Override
  public void readFields(DataInput in) throws IOException {
    int readFrames = in.readInt();
    int readBands = in.readInt();
    String problem = problem(readFrames, readBands);
    if (problem != null) {
      throw new IOException(problem);
    }
    floats = readFloats(in, readFrames * readBands);
    frames = readFrames;
    bands = readBands;
  }

  @Override
  public void writeType(DataOutput out) throws IOException {
    out.writeShort(TYPE_KEY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpectrogramWritable that
        && frames == that.frames
        && bands == that.bands
        && Arrays.equals(floats, that.floats);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * frames + bands) + Arrays.hashCode(floats);
  }

  @Override
  public String toString() {
    return "SpectrogramWritable[" + frames + ", " + bands + "]";
  }

  private static String problem(int frames, int bands) {
    if (frames < 1 || bands < 1) {
      return String.format(
          "spectrogram: expected at least one frame and one band, found [%s, %s]", frames, bands);
    }
    if ((long) frames * bands > MAX_VALUES) {
      return String.format(
          "spectrogram: expected at most %s values, found [%s, %s]", MAX_VALUES, frames, bands);
    }
    return null;
  }
}
