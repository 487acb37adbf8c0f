package dev.attune.augmentation.audio;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.datavec.api.writable.ArrayWritable;
import org.datavec.api.writable.WritableFactory;
import org.datavec.api.writable.WritableType;

/** What the items of this package share: an array of float32, and its way into bytes and back. */
abstract sealed class FloatsWritable extends ArrayWritable
    permits SamplesWritable, SpectrogramWritable {
  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 1 << 16;

  /** Replaced by {@code readFields} alone. */
  float[] floats;

  FloatsWritable(float[] floats) {
    this.floats = floats;
  }

  /** Writes all values, big-endian. */
  final void writeFloats(DataOutput out) throws IOException {
    byte[] bytes = new byte[Math.min(CHUNK, floats.length) * Float.BYTES];
    for (int from = 0; from < floats.length; from += CHUNK) {
      int count = Math.min(CHUNK, floats.length - from);
      ByteBuffer.wrap(bytes).asFloatBuffer().put(floats, from, count);
      out.write(bytes, 0, count * Float.BYTES);
    }
  }

  /** Reads values; memory grows with what the stream really holds, whatever its head claims. */
  static float[] readFloats(DataInput in, int total) throws IOException {
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
    return read;
  }

  /** Makes a type known to a DataVec factory, once. */
  static void register(
      WritableFactory factory, short key, Class<? extends FloatsWritable> writable) {
    synchronized (factory) {
      try {
        if (writable.isInstance(factory.newWritable(key))) {
          return;
        }
      } catch (IllegalStateException unknown) {
        // The expected case: DataVec has no way to ask but this one.
      }
      factory.registerWritableType(key, writable);
    }
  }

  /** An array, in DataVec's closed list of types. */
  @Override
  public WritableType getType() {
    return WritableType.NDArray;
  }

  @Override
  public long length() {
    return floats.length;
  }

  @Override
  public double getDouble(long i) {
    return floats[Math.toIntExact(i)];
  }

  @Override
  public float getFloat(long i) {
    return floats[Math.toIntExact(i)];
  }

  @Override
  public int getInt(long i) {
    return (int) floats[Math.toIntExact(i)];
  }

  @Override
  public long getLong(long i) {
    return (long) floats[Math.toIntExact(i)];
  }
}
