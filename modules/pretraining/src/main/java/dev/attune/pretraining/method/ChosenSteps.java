package dev.attune.pretraining.method;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import dev.attune.pretraining.Parts;
import dev.attune.pretraining.TaskGraph;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Some steps of each row of a batch. Every row has the same number of slots, so that shapes are
 * static; a slot that is not used picks no step.
 */
final class ChosenSteps {
  private static final String CHOSEN = "chosen";

  private final int slots;
  private final int length;
  private final int[] used;
  private final float[] oneHot;

  /**
   * None yet.
   *
   * @param slots of a row
   * @param length steps of a row
   */
  ChosenSteps(int rows, int slots, int length) {
    this.slots = slots;
    this.length = length;
    this.used = new int[rows];
    this.oneHot = new float[rows * slots * length];
  }

  /** Fills the row's next slot; gives its number among all rows' slots. */
  int add(int row, int step) {
    int slot = row * slots + used[row];
    used[row]++;
    oneHot[slot * length + step] = 1;
    return slot;
  }

  /** The batch's parts with the choice among them. */
  Parts in(Parts parts) {
    return parts.with(CHOSEN, oneHot);
  }

  /**
   * Draws without replacement, each number as likely as any other.
   *
   * @param bound numbers run from 0 to this, exclusive
   * @param most how many are drawn, if there are as many
   * @return ascending
   */
  static int[] draw(int bound, int most, RandomGenerator random) {
    int[] all = new int[Math.max(0, bound)];
    Arrays.setAll(all, i -> i);
    int count = Math.min(most, all.length);
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(all.length - i);
      int drawn = all[other];
      all[other] = all[i];
      all[i] = drawn;
    }
    int[] drawn = Arrays.copyOf(all, count);
    Arrays.sort(drawn);
    return drawn;
  }

  /** The choice, as the batch makes it: [rows, slots, steps], one-hot or zero. */
  static Value input(TaskGraph task, int slots, int length) {
    return task.own().input(CHOSEN, task.rows(), slots, length);
  }

  /** 1 for each slot that is used, else 0: [rows · slots]. */
  static Value marks(Value chosen) {
    return Shaping.reshape(Reductions.sum(chosen, false, 2), chosen.size(0) * chosen.size(1));
  }

  /**
   * What stands at the chosen steps, zero for a slot that is not used.
   *
   * @param steps [rows, steps, width]
   * @return [rows · slots, width]
   */
  static Value vectors(Value chosen, Value steps) {
    Value picked = Products.matmul(chosen, steps);
    return Shaping.reshape(picked, chosen.size(0) * chosen.size(1), steps.size(2));
  }
}
