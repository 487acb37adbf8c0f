package dev.attune.text.onnx;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Vectors by key, in a file that only grows: a head ("ATTUNEV1", width), then a {@link
 * VectorRecord} each. Only the keys are held in memory. A record is checked whenever it is read,
 * and one that is not sound is as if it were not there; what stands after the last sound one is
 * dropped when the file is opened. Writers of one process and of several take turns by a lock on
 * the file.
 */
final class VectorFile {
  private static final long MAGIC = 0x415454554E455631L;
  private static final int HEAD = Long.BYTES + Integer.BYTES;
  private static final int WIDEST = 1 << 16;

  /** Keys take some 200 bytes of memory each. */
  private static final int MOST_RECORDS = 1 << 22;

  /** Behind anything that is written: Windows lets nobody read what another has locked. */
  private static final long LOCKED = Long.MAX_VALUE - 1;

  private static final int MILLIS_BETWEEN_TRIES = 2;

  private final Path path;
  private final VectorRecord record;
  private final Map<String, Integer> places = new HashMap<>();

  /** What is done with the open file. */
  private interface Work {
    void on(FileChannel channel) throws IOException;
  }

  private VectorFile(Path path, int width) {
    this.path = path;
    this.record = new VectorRecord(width);
  }

  /**
   * Opens a file, and makes it and its folder if they are not there.
   *
   * @throws SentenceModelException if the file is another's, or too long
   * @throws UncheckedIOException if the disk fails
   */
  static VectorFile open(Path path, int width) {
    if (width < 1 || width > WIDEST) {
      throw new IllegalArgumentException("width: expected 1 to " + WIDEST + ", found " + width);
    }
    VectorFile file = new VectorFile(path, width);
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw file.failed(e);
    }
    file.locked(file::load);
    return file;
  }

  /** The vectors that are known, of some keys. */
  Map<String, float[]> read(List<String> keys) {
    Map<String, float[]> found = new HashMap<>();
    List<String> known = keys.stream().filter(places::containsKey).distinct().toList();
    if (known.isEmpty()) {
      return found;
    }
    opened(
        channel -> {
          for (String key : known) {
            byte[] bytes = new byte[record.bytes()];
            if (filled(channel, bytes, position(places.get(key)))) {
              record.vector(bytes, key).ifPresent(vector -> found.put(key, vector));
            }
          }
        });
    return found;
  }

  /** Adds vectors at the file's end, wherever another writer has left that. */
  void add(List<String> keys, float[][] vectors) {
    ByteBuffer all = ByteBuffer.allocate(Math.multiplyExact(keys.size(), record.bytes()));
    for (int i = 0; i < vectors.length; i++) {
      all.put(record.of(keys.get(i), vectors[i]));
    }
    all.flip();
    locked(
        channel -> {
          int end = records(channel);
          requireRoom(end + (long) keys.size());
          write(channel, all, position(end));
          for (int i = 0; i < vectors.length; i++) {
            places.put(keys.get(i), end + i);
          }
        });
  }

  private long position(int place) {
    return HEAD + (long) place * record.bytes();
  }

  /** How many whole records there are; a torn one behind them will be written over. */
  private int records(FileChannel channel) throws IOException {
    requireHead(channel);
    long records = (channel.size() - HEAD) / record.bytes();
    requireRoom(records);
    return (int) records;
  }

  private void requireRoom(long records) {
    if (records > MOST_RECORDS) {
      throw new SentenceModelException(
          "%s: expected at most %d kept vectors, found %d; begin another folder"
              .formatted(path, MOST_RECORDS, records));
    }
  }

  private void requireHead(FileChannel channel) throws IOException {
    byte[] own = ByteBuffer.allocate(HEAD).putLong(MAGIC).putInt(record.width()).array();
    int length = (int) Math.min(HEAD, channel.size());
    byte[] found = new byte[length];
    if (!filled(channel, found, 0) || !Arrays.equals(found, Arrays.copyOf(own, length))) {
      throw new SentenceModelException(
          "%s: expected kept vectors of width %d, found another file"
              .formatted(path, record.width()));
    }
    if (length < HEAD) {
      write(channel, ByteBuffer.wrap(own), 0);
    }
  }

  private void load(FileChannel channel) throws IOException {
    int records = records(channel);
    byte[] bytes = new byte[record.bytes()];
    for (int place = 0; place < records; place++) {
      Optional<String> key = Optional.empty();
      if (filled(channel, bytes, position(place))) {
        key = record.key(bytes);
      }
      if (key.isEmpty()) {
        channel.truncate(position(place));
        return;
      }
      places.put(key.get(), place);
    }
    channel.truncate(position(records));
  }

  private void locked(Work work) {
    opened(
        channel -> {
          FileLock lock = lock(channel);
          try {
            work.on(channel);
          } finally {
            lock.release();
          }
        });
  }

  private void opened(Work work) {
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      work.on(channel);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Waits for other processes by the lock itself, for threads of this one by trying again. */
  private static FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock(LOCKED, 1, false);
      } catch (OverlappingFileLockException e) {
        try {
          Thread.sleep(MILLIS_BETWEEN_TRIES);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while another thread wrote");
        }
      }
    }
  }

  private static boolean filled(FileChannel channel, byte[] bytes, long position)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void write(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long start = position - bytes.position();
    while (bytes.hasRemaining()) {
      channel.write(bytes, start + bytes.position());
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(path + ": " + e.getMessage(), e);
  }
}
