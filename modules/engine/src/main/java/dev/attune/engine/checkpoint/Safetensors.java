package dev.attune.engine.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.attune.engine.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Named tensors in one file, in the safetensors format: 8 bytes of header length, little endian, a
 * JSON header, then the elements of every tensor in C order.
 *
 * <p>Files may come from anywhere: nothing is allocated on the word of a header that the file's own
 * length does not bear out.
 */
public final class Safetensors {
  /** The format's own bound of the header. */
  static final long LONGEST_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = 8;
  private static final int BLOCK = 1 << 20;
  private static final JsonFactory JSON = new JsonFactory();

  private Safetensors() {}

  /**
   * Reads all tensors, of F32, F16, BF16 or F64, into float32.
   *
   * @return by name, in the order of the file
   * @throws IllegalArgumentException if the file is missing, cut short or contradicts itself; one
   *     line naming the file, the place, what was expected and what was found
   * @throws UncheckedIOException if the disk fails
   */
  public static Map<String, Tensor> read(Path file) {
    try (FileChannel channel = open(file)) {
      long headerLength = headerLength(file, channel);
      SafetensorsHeader header = header(file, channel, headerLength);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
      for (Map.Entry<String, SafetensorsHeader.Entry> entry : header.entries().entrySet()) {
        long start = LENGTH_BYTES + headerLength + entry.getValue().begin();
        tensors.put(entry.getKey(), tensor(channel, start, entry.getValue(), block));
      }
      return tensors;
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Reads the free text of a file's header alone; errors as for {@link #read}. */
  public static Map<String, String> metadata(Path file) {
    try (FileChannel channel = open(file)) {
      return header(file, channel, headerLength(file, channel)).metadata();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      String found = Files.exists(file) ? "something else" : "none";
      throw FileText.wrong(file, "safetensors", "a file", found);
    }
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  private static long headerLength(Path file, FileChannel channel) throws IOException {
    long rest = channel.size() - LENGTH_BYTES;
    if (rest < 0) {
      throw FileText.wrong(
          file, "header length", LENGTH_BYTES + " bytes", channel.size() + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, 0, bytes);
    long length = bytes.getLong(0);
    long most = Math.min(rest, LONGEST_HEADER);
    if (Long.compareUnsigned(length, most) > 0) {
      String found = Long.toUnsignedString(length);
      throw FileText.wrong(file, "header length", "at most " + most + " bytes", found);
    }
    return length;
  }

  private static SafetensorsHeader header(Path file, FileChannel channel, long length)
      throws IOException {
    byte[] json = new byte[(int) length];
    fill(channel, LENGTH_BYTES, ByteBuffer.wrap(json));
    return SafetensorsHeader.parse(file, json, channel.size() - LENGTH_BYTES - length);
  }

  private static Tensor tensor(
      FileChannel channel, long start, SafetensorsHeader.Entry entry, ByteBuffer block)
      throws IOException {
    float[] values = new float[entry.length()];
    int size = entry.type().bytes();
    for (int done = 0; done < values.length; ) {
      int count = Math.min(values.length - done, block.capacity() / size);
      block.clear().limit(count * size);
      fill(channel, start + (long) done * size, block);
      block.flip();
      entry.type().read(block, values, done, count);
      done += count;
    }
    return new Tensor(entry.shape(), values);
  }

  private static void fill(FileChannel channel, long from, ByteBuffer bytes) throws IOException {
    long position = from;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, position);
      if (read < 0) {
        throw new EOFException("cut short while it was read, at byte " + position);
      }
      position += read;
    }
  }

  /**
   * Writes tensors in float32, sorted by name, so that equal tensors give equal files. The file is
   * written aside, forced to the disk, then renamed: it is whole or absent.
   *
   * @param metadata free text by key; empty for none
   * @throws UncheckedIOException if it cannot be written, such as on a full disk
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    WholeFile.write(file, Disk.MACHINE, out -> write(out, tensors, metadata));
  }

  /** Writes the same bytes to a stream, which stays open. */
  static void write(OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, Tensor> sorted = new TreeMap<>(tensors);
    byte[] header = headerOf(sorted, metadata);
    ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    out.write(block.putLong(header.length).array(), 0, LENGTH_BYTES);
    out.write(header);
    for (Tensor tensor : sorted.values()) {
      float[] values = tensor.values();
      for (int done = 0; done < values.length; ) {
        int count = Math.min(values.length - done, block.capacity() / Float.BYTES);
        block.clear();
        block.asFloatBuffer().put(values, done, count);
        out.write(block.array(), 0, count * Float.BYTES);
        done += count;
      }
    }
  }

  private static byte[] headerOf(Map<String, Tensor> sorted, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, Tensor> entry : sorted.entrySet()) {
        offset = describe(json, entry.getKey(), entry.getValue(), offset);
      }
      json.writeEndObject();
    }
    // Elements start at a multiple of their size; the format pads with spaces.
    while (bytes.size() % LENGTH_BYTES != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static long describe(JsonGenerator json, String name, Tensor tensor, long offset)
      throws IOException {
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be named " + name);
    }
    long end = offset + (long) tensor.values().length * Float.BYTES;
    json.writeObjectFieldStart(name);
    json.writeStringField("dtype", ElementType.F32.name());
    json.writeFieldName("shape");
    json.writeArray(tensor.shape(), 0, tensor.shape().length);
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {offset, end}, 0, 2);
    json.writeEndObject();
    return end;
  }
}
