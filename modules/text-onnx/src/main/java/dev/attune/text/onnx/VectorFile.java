package dev.attune.text.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Vectors by the digest of a text, in a file that only grows: after a head ("ATTUNEV1", width),
 * each record is the digest (32 bytes), the vector (float32, big endian) and a CRC-32 of both. What
 * stands after the last sound record is dropped when the file is opened; a record is computed again
 * rather than believed.
 */
final class VectorFile {
  private static final long MAGIC = 0x415454554E455631L;
  private static final int HEAD = Long.BYTES + Integer.BYTES;
  private static final int DIGEST = 32;
  private static final int WIDEST = 1 << 16;

  private final Path path;
  private final int width;
  private final Map<String, float[]> vectors = new HashMap<>();

  private VectorFile(Path path, int width) {
    this.path = path;
    this.width = width;
  }

  /** Opens a file, and makes it and its folder if they are not there. */
  static VectorFile open(Path path, int width) {
    if (width < 1 || width > WIDEST) {
      throw new IllegalArgumentException("width: expected 1 to " + WIDEST + ", found " + width);
    }
    VectorFile file = new VectorFile(path, width);
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      try (FileChannel channel = channel(path)) {
        FileLock lock = channel.lock();
        file.load(channel);
        lock.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": " + e.getMessage(), e);
    }
    return file;
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  }

  int width() {
    return width;
  }

  Optional<float[]> get(String key) {
    return Optional.ofNullable(vectors.get(key)).map(float[]::clone);
  }

  private int recordBytes() {
    return DIGEST + Float.BYTES * width + Integer.BYTES;
  }

  private void load(FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    if (!filled(channel, head)) {
      channel.truncate(0);
      write(channel, ByteBuffer.allocate(HEAD).putLong(MAGIC).putInt(width).flip(), 0);
      return;
    }
    if (head.getLong() != MAGIC || head.getInt() != width) {
      throw new SentenceModelException(
          "%s: expected kept vectors of width %d, found another file".formatted(path, width));
    }
    long good = HEAD;
    byte[] bytes = new byte[recordBytes()];
    ByteBuffer record = ByteBuffer.wrap(bytes);
    while (filled(channel, record) && take(bytes)) {
      good = channel.position();
      record.clear();
    }
    channel.truncate(good);
  }

  /** Reads a buffer full and turns it round. */
  private static boolean filled(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    buffer.flip();
    return true;
  }

  private boolean take(byte[] bytes) {
    ByteBuffer record = ByteBuffer.wrap(bytes);
    if (crc(bytes) != record.getInt(bytes.length - Integer.BYTES)) {
      return false;
    }
    float[] vector = new float[width];
    record.position(DIGEST).asFloatBuffer().get(vector);
    vectors.put(HexFormat.of().formatHex(bytes, 0, DIGEST), vector);
    return true;
  }

  private static int crc(byte[] record) {
    CRC32 crc = new CRC32();
    crc.update(record, 0, record.length - Integer.BYTES);
    return (int) crc.getValue();
  }

  /** Adds vectors at the file's end; another process may have added some in the meantime. */
  void add(List<String> keys, float[][] added) {
    ByteBuffer all = ByteBuffer.allocate(Math.multiplyExact(keys.size(), recordBytes()));
    for (int i = 0; i < added.length; i++) {
      if (added[i].length != width) {
        throw new IllegalArgumentException(
            "vector: expected width %d, found %d".formatted(width, added[i].length));
      }
      byte[] bytes = new byte[recordBytes()];
      ByteBuffer record = ByteBuffer.wrap(bytes);
      record.put(HexFormat.of().parseHex(keys.get(i)));
      for (float value : added[i]) {
        record.putFloat(value);
      }
      record.putInt(crc(bytes));
      all.put(record.flip());
      vectors.put(keys.get(i), Arrays.copyOf(added[i], width));
    }
    try (FileChannel channel = channel(path)) {
      FileLock lock = channel.lock();
      write(channel, all.flip(), channel.size());
      lock.release();
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": " + e.getMessage(), e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }
}
