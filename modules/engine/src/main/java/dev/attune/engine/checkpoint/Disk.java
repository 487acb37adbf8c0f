package dev.attune.engine.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens new files for writing: the machine's disk, or one that a test makes fail. */
@FunctionalInterface
interface Disk {
  /** Files whose contents have reached the device when they are closed. */
  Disk MACHINE = Synced::new;

  OutputStream create(Path file) throws IOException;

  /** A new file, forced to the device before it is closed. */
  final class Synced extends OutputStream {
    private final FileChannel channel;

    Synced(Path file) throws IOException {
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        if (channel.isOpen()) {
          channel.force(true);
        }
      }
    }
  }
}
