package dev.attune.augmentation.text;

import dev.attune.augmentation.Require;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.datavec.api.writable.ArrayWritable;
import org.datavec.api.writable.WritableFactory;
import org.datavec.api.writable.WritableType;

/**
 * A text as numbers of a vocabulary, [length].
 *
 * <p>Augmentations treat it as immutable; only DataVec's {@link #readFields} changes one.
 */
public final class TokensWritable extends ArrayWritable {
  /** Under which DataVec's {@code WritableFactory} knows this type; see {@link #register}. */
  public static final short TYPE_KEY = 0x4154;

  /** The greatest length that is read. */
  public static final int MAX_LENGTH = 1 << 24;

  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 1 << 12;

  private int[] ids;

  /** An empty sequence, to be filled by {@link #readFields}: DataVec asks for it. */
  public TokensWritable() {
    this.ids = new int[0];
  }

  /** A sequence of the given ids, which are copied. */
  public TokensWritable(int... ids) {
    Require.that(
        ids.length <= MAX_LENGTH, "tokens: expected at most %s, found %s", MAX_LENGTH, ids.length);
    this.ids = ids.clone();
  }

  /** A copy of the ids. */
  public int[] ids() {
    return ids.clone();
  }

  /** How many tokens. */
  public int size() {
    return ids.length;
  }

  /** One id. */
  public int at(int position) {
    return ids[position];
  }

  /** The tokens at the given positions, in the order given. */
  TokensWritable pick(int[] positions) {
    int[] picked = new int[positions.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = ids[positions[i]];
    }
    return new TokensWritable(picked);
  }

  /**
   * Makes this type known to a DataVec factory, so that records with tokens can be read back by
   * {@code readWithType}. A second call does nothing.
   */
  public static void register(WritableFactory factory) {
    synchronized (factory) {
      try {
        if (factory.newWritable(TYPE_KEY) instanceof TokensWritable) {
          return;
        }
      } catch (IllegalStateException unknown) {
        // The expected case: DataVec has no way to ask but this one.
      }
      factory.registerWritableType(TYPE_KEY, TokensWritable.class);
    }
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(ids.length);
    for (int id : ids) {
      out.writeInt(id);
    }
  }

  /**
   * Reads what {@link #write} wrote. Memory grows with what the stream really holds, whatever its
   * head claims.
   *
   * @throws IOException if the length is out of bounds or the stream ends early
   */
  @Override
  public void readFields(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_LENGTH) {
      throw new IOException("tokens: expected 0 to " + MAX_LENGTH + " of them, found " + length);
    }
    int[] read = new int[Math.min(length, CHUNK)];
    for (int i = 0; i < length; i++) {
      if (i == read.length) {
        read = Arrays.copyOf(read, Math.min(length, 2 * read.length));
      }
      read[i] = in.readInt();
    }
    ids = read;
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
    return ids.length;
  }

  @Override
  public double getDouble(long i) {
    return getInt(i);
  }

  @Override
  public float getFloat(long i) {
    return getInt(i);
  }

  @Override
  public int getInt(long i) {
    return ids[Math.toIntExact(i)];
  }

  @Override
  public long getLong(long i) {
    return getInt(i);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokensWritable that && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return "TokensWritable" + Arrays.toString(ids);
  }
}
