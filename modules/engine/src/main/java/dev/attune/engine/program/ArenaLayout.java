package dev.attune.engine.program;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Places of all intermediates in one block of memory, so that two that live at the same time never
 * share a byte. Greedy by size (arXiv:2001.03288): the largest first, each at the lowest offset
 * that is free for its whole life.
 *
 * @param offsets byte offset of each value that owns memory, by id
 * @param bytes size of the block
 */
public record ArenaLayout(Map<Integer, Long> offsets, long bytes) {
  /** Every value starts on a cache line. */
  public static final long ALIGNMENT = 64;

  private record Place(Liveness.Interval life, long offset, long bytes) {}

  public ArenaLayout {
    offsets = Map.copyOf(offsets);
  }

  /** Lays out these lives. */
  public static ArenaLayout of(List<Liveness.Interval> lives) {
    List<Liveness.Interval> bySize = new ArrayList<>(lives);
    bySize.sort(
        Comparator.comparingLong((Liveness.Interval life) -> life.value().bytes())
            .reversed()
            .thenComparingInt(life -> life.value().id()));
    List<Place> placed = new ArrayList<>();
    Map<Integer, Long> offsets = new HashMap<>();
    long end = 0;
    for (Liveness.Interval life : bySize) {
      long bytes = aligned(life.value().bytes());
      long offset = lowestFree(placed, life, bytes);
      Place place = new Place(life, offset, bytes);
      placed.add(insertion(placed, place), place);
      offsets.put(life.value().id(), offset);
      end = Math.max(end, offset + bytes);
    }
    return new ArenaLayout(offsets, end);
  }

  private static long lowestFree(List<Place> byOffset, Liveness.Interval life, long bytes) {
    long offset = 0;
    for (Place place : byOffset) {
      if (!place.life.overlaps(life)) {
        continue;
      }
      if (offset + bytes <= place.offset) {
        return offset;
      }
      offset = Math.max(offset, place.offset + place.bytes);
    }
    return offset;
  }

  private static int insertion(List<Place> byOffset, Place place) {
    int low = 0;
    int high = byOffset.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byOffset.get(middle).offset <= place.offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long aligned(long bytes) {
    return (Math.max(bytes, 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
