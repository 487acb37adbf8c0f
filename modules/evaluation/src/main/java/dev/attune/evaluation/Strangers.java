package dev.attune.evaluation;

import java.util.stream.IntStream;

/** The control in which partners are exchanged. */
final class Strangers {
  private Strangers() {}

  /** Everyone's next in a ring whose order the seed decides: with 2 items or more nobody's own. */
  static int[] of(int items, long seed) {
    int[] ring = ShuffledLabels.of(IntStream.range(0, items).toArray(), seed);
    int[] strangers = new int[items];
    for (int i = 0; i < items; i++) {
      strangers[ring[i]] = ring[(i + 1) % items];
    }
    return strangers;
  }
}
