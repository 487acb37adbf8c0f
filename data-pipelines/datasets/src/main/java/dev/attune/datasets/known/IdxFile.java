package dev.attune.datasets.known;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Items of unsigned bytes, all of one shape, in the IDX format of the MNIST files: a magic number
 * (two zeros, 8 for unsigned bytes, the number of dimensions), the size of each dimension as a
 * big-endian integer, then the bytes, the last dimension fastest.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final int MAX_ITEMS = 1_000_000;

  private final String name;
  private final byte[] bytes;
  private final int start;
  private final int count;
  private final int itemBytes;

  private IdxFile(String name, byte[] bytes, int start, int count, int itemBytes) {
    this.name = name;
    this.bytes = bytes;
    this.start = start;
    this.count = count;
    this.itemBytes = itemBytes;
  }

  /**
   * Reads.
   *
   * @param name of the file, for messages
   * @param bytes all of the file
   * @param shape of an item; empty for a number each
   * @throws FetchException if the file is anything else, saying at which byte
   */
  static IdxFile read(String name, byte[] bytes, int... shape) {
    int start = Integer.BYTES * (2 + shape.length);
    if (bytes.length < start) {
      throw bad(name, 0, "a header of " + start + " bytes", "a file of " + bytes.length);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int magic = header.getInt();
    int expected = UNSIGNED_BYTES + 1 + shape.length;
    if (magic != expected) {
      throw bad(name, 0, "the magic number 0x%08x".formatted(expected), "0x%08x".formatted(magic));
    }
    int count = header.getInt();
    if (count < 1 || count > MAX_ITEMS) {
      throw bad(name, Integer.BYTES, "1 to " + MAX_ITEMS + " items", count);
    }
    int itemBytes = 1;
    for (int size : shape) {
      int place = header.position();
      int found = header.getInt();
      if (found != size) {
        throw bad(name, place, "a size of " + size, found);
      }
      itemBytes *= size;
    }
    long whole = (long) count * itemBytes;
    if (header.remaining() != whole) {
      String sizes =
          IntStream.concat(IntStream.of(count), Arrays.stream(shape))
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(" x "));
      throw bad(name, start, "%d bytes for %s".formatted(whole, sizes), header.remaining());
    }
    return new IdxFile(name, bytes, start, count, itemBytes);
  }

  /** Number of items. */
  int count() {
    return count;
  }

  /** The bytes of an item. */
  byte[] item(int index) {
    int from = start + index * itemBytes;
    return Arrays.copyOfRange(bytes, from, from + itemBytes);
  }

  /**
   * The first number of an item, as a class.
   *
   * @throws FetchException if there is no such class
   */
  int classOf(int index, int classes) {
    int place = start + index * itemBytes;
    int found = Byte.toUnsignedInt(bytes[place]);
    if (found >= classes) {
      throw bad(name, place, "a class of 0 to " + (classes - 1), found);
    }
    return found;
  }

  private static FetchException bad(String name, int place, String expected, Object found) {
    return new FetchException(
        "%s: byte %d: expected %s, found %s".formatted(name, place, expected, found));
  }
}
