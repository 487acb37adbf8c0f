package dev.attune.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Some of a data set's items where measuring all would take too long. */
public final class Sample {
  private Sample() {}

  /** At most so many positions at random, the same for every run, sorted if some are left out. */
  public static List<Integer> of(List<Integer> positions, int most) {
    if (positions.size() <= most) {
      return positions;
    }
    List<Integer> left = new ArrayList<>(positions);
    SplittableRandom random = new SplittableRandom(0);
    for (int i = 0; i < most; i++) {
      int other = i + random.nextInt(left.size() - i);
      int kept = left.get(i);
      left.set(i, left.get(other));
      left.set(other, kept);
    }
    return left.subList(0, most).stream().sorted().toList();
  }
}
