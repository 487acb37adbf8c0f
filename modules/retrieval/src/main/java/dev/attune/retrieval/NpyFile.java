package dev.attune.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A {@code .npy} file (NumPy's format, versions 1 to 3): read with either order of bytes and of
 * axes, written as version 1, little-endian, row after row. The header is read and checked when the
 * file is opened, the elements when they are asked for.
 */
public final class NpyFile {
  private static final int ALIGNMENT = 64;
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final NpyHeader header;

  private NpyFile(Path path, NpyHeader header) {
    this.path = path;
    this.header = header;
  }

  /** Takes a row of elements. */
  private interface RowReader {
    void take(int row, ByteBuffer elements);
  }

  /**
   * Reads and checks the header.
   *
   * @param path the file
   * @return the file, its elements not yet read
   * @throws IllegalArgumentException if there is no such file, it is no {@code .npy} file of
   *     numbers, or its length is not what its header says
   */
  public static NpyFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(path + ": expected a .npy file, found none");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new NpyFile(path, NpyHeader.read(path, channel));
    } catch (IOException problem) {
      throw unreadable(path, problem);
    }
  }

  /**
   * The sizes of the axes.
   *
   * @return outermost first; empty for a single number
   */
  public List<Integer> shape() {
    return header.shape();
  }

  /**
   * The type of the elements.
   *
   * @return as stored
   */
  public NpyType type() {
    return header.type();
  }

  /**
   * A matrix in single precision.
   *
   * @return {@code [rows, columns]}; numbers of other types are rounded
   * @throws IllegalArgumentException if the file has not two axes, or rows without columns
   */
  public float[][] floatRows() {
    requireMatrix();
    float[][] rows = new float[shape().get(0)][];
    int width = shape().get(1);
    if (header.columnMajor()) {
      fill(rows, width);
      readRows(
          width,
          rows.length,
          (column, from) -> {
            for (float[] row : rows) {
              row[column] = (float) type().readDouble(from);
            }
          });
    } else {
      readRows(
          rows.length,
          width,
          (row, from) -> {
            rows[row] = new float[width];
            for (int c = 0; c < width; c++) {
              rows[row][c] = (float) type().readDouble(from);
            }
          });
    }
    return rows;
  }

  private static void fill(float[][] rows, int width) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[width];
    }
  }

  /**
   * A matrix in double precision.
   *
   * @return {@code [rows, columns]}
   * @throws IllegalArgumentException if the file has not two axes, or rows without columns
   */
  public double[][] doubleRows() {
    requireMatrix();
    int rows = shape().get(0);
    int width = shape().get(1);
    double[][] matrix = new double[rows][width];
    if (header.columnMajor()) {
      readRows(
          width,
          rows,
          (column, from) -> {
            for (double[] row : matrix) {
              row[column] = type().readDouble(from);
            }
          });
    } else {
      readRows(
          rows,
          width,
          (row, from) -> {
            for (int c = 0; c < width; c++) {
              matrix[row][c] = type().readDouble(from);
            }
          });
    }
    return matrix;
  }

  /**
   * A list of whole numbers, for instance labels.
   *
   * @return {@code [length]}
   * @throws IllegalArgumentException if the file has not one axis, or holds fractions
   */
  public long[] longs() {
    if (shape().size() != 1) {
      throw NpyHeader.refused(path, "1 axis", "shape " + shape());
    }
    if (!type().isInteger()) {
      throw NpyHeader.refused(path, "integers", "" + type());
    }
    long[] values = new long[shape().get(0)];
    readRows(values.length, 1, (row, from) -> values[row] = type().readLong(from));
    return values;
  }

  private void requireMatrix() {
    if (shape().size() != 2) {
      throw NpyHeader.refused(path, "2 axes", "shape " + shape());
    }
    // Rows of no columns take no bytes in the file, but would take memory: a header may claim any.
    if (shape().get(1) == 0) {
      throw NpyHeader.refused(path, "at least 1 column", "shape " + shape());
    }
  }

  private void readRows(int rows, int width, RowReader reader) {
    if (rows == 0 || width == 0) {
      return;
    }
    long rowBytes = (long) width * type().bytes();
    if (rowBytes > Integer.MAX_VALUE - 8) {
      throw NpyHeader.refused(path, "rows below 2 GiB", "shape " + shape());
    }
    int together = (int) Math.max(1, Math.min(rows, BUFFER / rowBytes));
    ByteBuffer buffer = ByteBuffer.allocate((int) (together * rowBytes)).order(header.order());
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      for (int first = 0; first < rows; first += together) {
        int count = Math.min(together, rows - first);
        buffer.clear().limit((int) (count * rowBytes));
        Channels.readFully(channel, header.offset() + first * rowBytes, buffer);
        buffer.flip();
        for (int i = 0; i < count; i++) {
          reader.take(first + i, buffer);
        }
      }
    } catch (IOException problem) {
      throw unreadable(path, problem);
    }
  }

  private static UncheckedIOException unreadable(Path path, IOException problem) {
    return new UncheckedIOException(path + ": could not be read: " + problem.getMessage(), problem);
  }

  /**
   * Writes a matrix as float32; the file is whole or absent.
   *
   * @param path the file; an older one is replaced
   * @param width the number of columns, which {@code rows} cannot tell when there are none
   * @param rows {@code [rows, width]}
   * @throws IllegalArgumentException if a row has another width
   */
  public static void write(Path path, int width, float[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      requireWidth(path, i, width, rows[i].length);
    }
    write(
        path,
        NpyType.FLOAT32,
        rows.length,
        width,
        (row, into) -> into.asFloatBuffer().put(rows[row]));
  }

  /**
   * Writes a matrix as float64; the file is whole or absent.
   *
   * @param path the file; an older one is replaced
   * @param width the number of columns, which {@code rows} cannot tell when there are none
   * @param rows {@code [rows, width]}
   * @throws IllegalArgumentException if a row has another width
   */
  public static void write(Path path, int width, double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      requireWidth(path, i, width, rows[i].length);
    }
    write(
        path,
        NpyType.FLOAT64,
        rows.length,
        width,
        (row, into) -> into.asDoubleBuffer().put(rows[row]));
  }

  private static void requireWidth(Path path, int row, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          path + ": row " + row + ": expected " + expected + " columns, found " + found);
    }
  }

  private static void write(Path path, NpyType type, int rows, int width, RowReader source) {
    ByteBuffer row =
        ByteBuffer.allocate(Math.multiplyExact(width, type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    WholeFile.write(
        path,
        aside -> {
          try (FileChannel channel =
              FileChannel.open(
                  aside,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE)) {
            Channels.writeFully(channel, headerOf(type, rows, width));
            for (int i = 0; i < rows; i++) {
              source.take(i, row.clear());
              Channels.writeFully(channel, row);
            }
          }
        });
  }

  private static ByteBuffer headerOf(NpyType type, int rows, int width) {
    String text =
        "{'descr': '<"
            + type.code()
            + "', 'fortran_order': False, 'shape': ("
            + rows
            + ", "
            + width
            + "), }";
    int used = 10 + text.length() + 1;
    int padded = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    String filled = text + " ".repeat(padded - used) + "\n";
    ByteBuffer buffer = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    buffer.putShort((short) filled.length());
    buffer.put(filled.getBytes(StandardCharsets.US_ASCII));
    return buffer.flip();
  }
}
