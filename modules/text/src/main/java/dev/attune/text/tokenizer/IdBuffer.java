package dev.attune.text.tokenizer;

import java.util.Arrays;

/** Token ids as they are found, up to a limit; what comes after the limit is dropped. */
final class IdBuffer {
  private final int limit;
  private int[] ids;
  private int size;

  IdBuffer(int limit) {
    this.limit = limit;
    this.ids = new int[Math.min(limit, 32)];
  }

  boolean isFull() {
    return size >= limit;
  }

  void add(int id) {
    if (isFull()) {
      return;
    }
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, (int) Math.min(limit, 2L * size));
    }
    ids[size++] = id;
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }
}
