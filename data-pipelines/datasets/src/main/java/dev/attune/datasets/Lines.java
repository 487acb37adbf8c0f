package dev.attune.datasets;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines of a file, never more than a bound of one held in memory. */
final class Lines implements Closeable {
  private final InputStream in;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long length;
  private long number;

  Lines(Path file, int maxBytes) throws IOException {
    this.in = open(file);
    this.maxBytes = maxBytes;
  }

  /** A stream behind the byte order mark, where there is one. */
  static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in.mark(3);
    boolean marked = in.read() == 0xEF && in.read() == 0xBB && in.read() == 0xBF;
    if (!marked) {
      in.reset();
    }
    return in;
  }

  /** Goes to the next line; false at the end of the file. */
  boolean next() throws IOException {
    line.reset();
    length = 0;
    int b = in.read();
    if (b < 0) {
      return false;
    }
    number++;
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (length++ < maxBytes) {
        line.write(b);
      }
    }
    return true;
  }

  long number() {
    return number;
  }

  /** The line's text. */
  String text() throws RowException {
    if (length > maxBytes) {
      throw new RowException("expected a line of at most " + maxBytes + " bytes, found " + length);
    }
    return utf8(line.toByteArray());
  }

  static String utf8(byte[] bytes) throws RowException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException bad) {
      throw new RowException("expected UTF-8 text, found other bytes");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
