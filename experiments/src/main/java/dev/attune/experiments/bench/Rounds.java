package dev.attune.experiments.bench;

import java.util.List;

/** Timings of several sides, taken in turns. */
final class Rounds {
  private Rounds() {}

  /**
   * Runs every side once a round, the first to go changing from round to round.
   *
   * @return [sides][rounds] in milliseconds
   */
  static double[][] of(List<Runnable> sides, int warmUp, int rounds) {
    double[][] times = new double[sides.size()][rounds];
    for (int round = -warmUp; round < rounds; round++) {
      for (int turn = 0; turn < sides.size(); turn++) {
        int side = Math.floorMod(turn + round, sides.size());
        long start = System.nanoTime();
        sides.get(side).run();
        if (round >= 0) {
          times[side][round] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    return times;
  }
}
