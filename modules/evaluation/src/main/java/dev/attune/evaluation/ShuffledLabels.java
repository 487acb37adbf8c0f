package dev.attune.evaluation;

import java.util.SplittableRandom;

/** The control in which there is nothing to be found: the items' own labels, dealt anew. */
public final class ShuffledLabels {
  /** The control's name. */
  public static final String NAME = "shuffled_labels";

  private ShuffledLabels() {}

  /**
   * Labels in an order that the seed decides (Fisher and Yates).
   *
   * @param labels one class an item; not changed
   */
  public static int[] of(int[] labels, long seed) {
    int[] dealt = labels.clone();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = dealt.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int label = dealt[i];
      dealt[i] = dealt[other];
      dealt[other] = label;
    }
    return dealt;
  }
}
