package dev.attune.augmentation.audio;

import dev.attune.augmentation.Require;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.datavec.api.writable.WritableFactory;

/**
 * A sound: one channel of float32 samples, [samples], full scale at -1 and 1.
 *
 * <p>Augmentations treat it as immutable; only DataVec's {@link #readFields} changes one. Samples
 * beyond full scale are kept: float32 has room for them, and clipping would distort.
 */
public final class SamplesWritable extends FloatsWritable {
  /** Under which DataVec's {@code WritableFactory} knows this type; see {@link #register}. */
  public static final short TYPE_KEY = 0x4141;

  /** The largest number of samples: 256 MiB of them, 23 minutes at 48 kHz. */
  public static final int MAX_SAMPLES = 1 << 26;

  /** The lowest sample rate, in hertz: that of slow sensors; below it a header is broken. */
  public static final int MIN_RATE_HZ = 100;

  /** The highest sample rate, in hertz: that of the fastest converters sold for sound. */
  public static final int MAX_RATE_HZ = 768_000;

  private static final long serialVersionUID = 1L;

  private int sampleRateHz;

  /** A single sample of silence, to be filled by {@link #readFields}: DataVec asks for it. */
  public SamplesWritable() {
    this(new float[1], MIN_RATE_HZ);
  }

  /**
   * A sound over an array, which it takes over: do not write to the array afterwards.
   *
   * @param samples at least one
   * @param sampleRateHz samples a second, 100 to 768,000
   * @throws IllegalArgumentException if the number of samples or the rate is out of bounds
   */
  public SamplesWritable(float[] samples, int sampleRateHz) {
    super(samples);
    String problem = problem(samples.length, sampleRateHz);
    Require.that(problem == null, "%s", problem);
    this.sampleRateHz = sampleRateHz;
  }

  /**
   * The samples themselves, not a copy: read only.
   *
   * @return the array this sound is made of
   */
  public float[] samples() {
    return floats;
  }

  /** Samples a second. */
  public int sampleRateHz() {
    return sampleRateHz;
  }

  /** How many samples. */
  public int size() {
    return floats.length;
  }

  /** Duration in seconds. */
  public double seconds() {
    return (double) floats.length / sampleRateHz;
  }

  /** Other samples at the same rate; takes the array over. */
  SamplesWritable with(float[] samples) {
    return new SamplesWritable(samples, sampleRateHz);
  }

  /**
   * Makes this type known to a DataVec factory, so that records with sounds can be read back by
   * {@code readWithType}. A second call does nothing.
   */
  public static void register(WritableFactory factory) {
    register(factory, TYPE_KEY, SamplesWritable.class);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(sampleRateHz);
    out.writeInt(floats.length);
    writeFloats(out);
  }

  /**
   * Reads what {@link #write} wrote. Memory grows with what the stream really holds, whatever its
   * head claims.
   *
   * @throws IOException if the rate or the number of samples is out of bounds or the stream ends
   *     early
   */
  @Override
  public void readFields(DataInput in) throws IOException {
    int readRateHz = in.readInt();
    int size = in.readInt();
    String problem = problem(size, readRateHz);
    if (problem != null) {
      throw new IOException(problem);
    }
    floats = readFloats(in, size);
    sampleRateHz = readRateHz;
  }

  @Override
  public void writeType(DataOutput out) throws IOException {
    out.writeShort(TYPE_KEY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SamplesWritable that
        && sampleRateHz == that.sampleRateHz
        && Arrays.equals(floats, that.floats);
  }

  @Override
  public int hashCode() {
    return 31 * sampleRateHz + Arrays.hashCode(floats);
  }

  @Override
  public String toString() {
    return "SamplesWritable[" + floats.length + " at " + sampleRateHz + " Hz]";
  }

  private static String problem(int size, int sampleRateHz) {
    if (size < 1 || size > MAX_SAMPLES) {
      return String.format("samples: expected 1 to %s of them, found %s", MAX_SAMPLES, size);
    }
    if (sampleRateHz < MIN_RATE_HZ || sampleRateHz > MAX_RATE_HZ) {
      return String.format(
          "samples: expected a sample rate of %s to %s Hz, found %s",
          MIN_RATE_HZ, MAX_RATE_HZ, sampleRateHz);
    }
    return null;
  }
}
