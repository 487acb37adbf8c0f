package dev.attune.retrieval;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The header of a {@code .npy} file of version 1, 2 or 3. Nothing in it is trusted: its length is
 * bounded, and the elements that it announces have to fill the file exactly.
 */
record NpyHeader(
    NpyType type, ByteOrder order, boolean columnMajor, List<Integer> shape, long offset) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final Pattern DESCR =
      Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([A-Za-z][0-9]+)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9L,\\s]*)\\)");

  static NpyHeader read(Path path, FileChannel channel) throws IOException {
    ByteBuffer start = read(path, channel, 0, 12);
    for (byte expected : MAGIC) {
      if (start.get() != expected) {
        throw refused(path, "a .npy file, which starts with \\x93NUMPY", "other bytes");
      }
    }
    int version = start.get();
    start.get();
    if (version < 1 || version > 3) {
      throw refused(path, "version 1, 2 or 3 of the .npy format", "" + version);
    }
    long length =
        version == 1
            ? Short.toUnsignedLong(start.getShort())
            : Integer.toUnsignedLong(start.getInt());
    int from = version == 1 ? 10 : 12;
    if (length > LONGEST || from + length > channel.size()) {
      throw refused(
          path,
          "a header of at most " + Math.min(LONGEST, channel.size() - from) + " bytes",
          length + " bytes");
    }
    byte[] text = new byte[(int) length];
    read(path, channel, from, text.length).get(text);
    NpyHeader header = parse(path, new String(text, StandardCharsets.UTF_8), from + length);
    header.requireExactLength(path, channel.size());
    return header;
  }

  private static ByteBuffer read(Path path, FileChannel channel, long from, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      Channels.readFully(channel, from, buffer);
    } catch (EOFException problem) {
      throw refused(path, "a .npy file", "only " + channel.size() + " bytes");
    }
    return buffer.flip();
  }

  private static NpyHeader parse(Path path, String text, long offset) {
    Matcher descr = find(path, DESCR, text, "'descr' with a plain type");
    Matcher fortran = find(path, FORTRAN, text, "'fortran_order'");
    Matcher shape = find(path, SHAPE, text, "'shape'");
    NpyType type =
        Stream.of(NpyType.values())
            .filter(known -> known.code().equals(descr.group(2)))
            .findFirst()
            .orElseThrow(
                () ->
                    refused(
                        path,
                        "floats of 4 or 8 bytes or integers",
                        "type '" + descr.group(1) + descr.group(2) + "'"));
    ByteOrder order = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    List<Integer> sizes =
        Stream.of(shape.group(1).split("[L,\\s]+"))
            .filter(size -> !size.isEmpty())
            .map(size -> size(path, size))
            .toList();
    return new NpyHeader(type, order, fortran.group(1).equals("True"), sizes, offset);
  }

  private static Matcher find(Path path, Pattern pattern, String text, String what) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
      throw refused(path, what + " in its header", shown.replaceAll("\\p{Cntrl}", " ").strip());
    }
    return matcher;
  }

  private static int size(Path path, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException problem) {
      throw refused(path, "sizes of at most " + Integer.MAX_VALUE, text);
    }
  }

  private void requireExactLength(Path path, long found) {
    long expected = type.bytes();
    try {
      for (int size : shape) {
        expected = Math.multiplyExact(expected, (long) size);
      }
      expected = Math.addExact(expected, offset);
    } catch (ArithmeticException problem) {
      throw refused(path, "a shape that fits a file", "shape " + shape);
    }
    if (expected != found) {
      throw refused(path, expected + " bytes for shape " + shape + " of " + type, found + " bytes");
    }
  }

  static IllegalArgumentException refused(Path path, String expected, String found) {
    return new IllegalArgumentException(path + ": expected " + expected + ", found " + found);
  }
}
