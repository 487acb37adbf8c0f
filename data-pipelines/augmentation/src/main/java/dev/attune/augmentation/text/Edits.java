package dev.attune.augmentation.text;

import dev.attune.augmentation.Range;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The draws that words and tokens share. */
final class Edits {
  private Edits() {}

  /** Leaves each position out with the given probability; one stays, whatever is drawn. */
  static int[] delete(int length, double probability, RandomGenerator random) {
    int[] kept = new int[length];
    int count = 0;
    for (int i = 0; i < length; i++) {
      if (random.nextDouble() >= probability) {
        kept[count++] = i;
      }
    }
    if (count == 0 && length > 0) {
      return new int[] {random.nextInt(length)};
    }
    return Arrays.copyOf(kept, count);
  }

  /** Exchanges two random positions, as often as the fraction of the length says, at least once. */
  static int[] swap(int length, double fraction, RandomGenerator random) {
    int[] order = new int[length];
    Arrays.setAll(order, i -> i);
    if (length < 2) {
      return order;
    }
    long swaps = Math.max(1, Math.round(fraction * length));
    for (long i = 0; i < swaps; i++) {
      int left = random.nextInt(length);
      int right = (left + 1 + random.nextInt(length - 1)) % length;
      int moved = order[left];
      order[left] = order[right];
      order[right] = moved;
    }
    return order;
  }

  /** Consecutive positions, as many as a drawn fraction of the length, at least one. */
  static int[] span(int length, Range fraction, RandomGenerator random) {
    if (length == 0) {
      return new int[0];
    }
    int count = (int) Math.max(1, Math.min(length, Math.round(fraction.draw(random) * length)));
    int from = random.nextInt(length - count + 1);
    int[] kept = new int[count];
    Arrays.setAll(kept, i -> from + i);
    return kept;
  }
}
