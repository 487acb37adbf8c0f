package dev.attune.engine.checkpoint;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that holds so many bytes, and then reports what a full one does. */
final class FullDisk {
  private FullDisk() {}

  static Disk after(long bytes) {
    AtomicLong room = new AtomicLong(bytes);
    return file ->
        new FilterOutputStream(Files.newOutputStream(file)) {
          @Override
          public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
          }

          @Override
          public void write(byte[] all, int offset, int length) throws IOException {
            int fits = (int) Math.min(length, room.get());
            room.addAndGet(-fits);
            out.write(all, offset, fits);
            if (fits < length) {
              throw new IOException("No space left on device");
            }
          }
        };
  }
}
