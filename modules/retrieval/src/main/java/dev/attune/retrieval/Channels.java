package dev.attune.retrieval;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Transfers that do not stop half-way. */
final class Channels {
  private Channels() {}

  static void readFully(FileChannel channel, long from, ByteBuffer into) throws IOException {
    long position = from;
    while (into.hasRemaining()) {
      int read = channel.read(into, position);
      if (read < 0) {
        throw new EOFException("ends at byte " + position);
      }
      position += read;
    }
  }

  static void writeFully(FileChannel channel, ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      channel.write(from);
    }
  }
}
