package dev.attune.engine.cuda.device;

import java.util.List;

/**
 * What ranks, each on its device, do together: in its turn on each of them, behind what was
 * replayed there before. Addresses stand in the order of the ranks and stay as they are.
 */
public interface Collectives extends AutoCloseable {

  /**
   * Parts that all ranks come to have.
   *
   * @param from each rank's own part
   * @param to each rank's place for all parts, in the order of the ranks
   * @param elements floats of a part
   */
  record Gather(List<Long> from, List<Long> to, long elements) {
    public Gather {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  /** Prepares to gather several parts at once. */
  Recording allGather(List<Gather> gathers);

  /**
   * Prepares a sum over all ranks, to the bit the same on each.
   *
   * @param at each rank's floats, which become the sum
   */
  Recording allReduce(List<Long> at, long elements);

  @Override
  void close();
}
