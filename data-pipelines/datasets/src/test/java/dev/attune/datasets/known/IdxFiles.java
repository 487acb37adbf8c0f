package dev.attune.datasets.known;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Small IDX files made for a test. */
final class IdxFiles {
  private static final int SIDE = 28;

  private IdxFiles() {}

  /** Pictures of which the first pixels say which one it is, the last has the value 255. */
  static byte[] images(int count, int seed) {
    ByteBuffer file = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    file.putInt(0x0803).putInt(count).putInt(SIDE).putInt(SIDE);
    for (int i = 0; i < count; i++) {
      file.put(16 + i * SIDE * SIDE, (byte) i);
      file.put(16 + i * SIDE * SIDE + 1, (byte) seed);
      file.put(16 + (i + 1) * SIDE * SIDE - 1, (byte) 255);
    }
    return file.array();
  }

  static byte[] labels(int... labels) {
    ByteBuffer file = ByteBuffer.allocate(8 + labels.length);
    file.putInt(0x0801).putInt(labels.length);
    for (int label : labels) {
      file.put((byte) label);
    }
    return file.array();
  }

  /** Five items to train or validate, two to test. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> files = new HashMap<>();
    files.put("train-images-idx3-ubyte", images(5, 100));
    files.put("train-labels-idx1-ubyte", labels(5, 0, 4, 1, 9));
    files.put("t10k-images-idx3-ubyte", images(2, 200));
    files.put("t10k-labels-idx1-ubyte", labels(7, 2));
    return files;
  }
}
