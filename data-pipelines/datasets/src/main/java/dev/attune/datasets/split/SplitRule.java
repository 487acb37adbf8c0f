package dev.attune.datasets.split;

import dev.attune.datasets.Dataset;

/** A way to take a data set apart. The same arguments give the same plan on every machine. */
public interface SplitRule {

  /**
   * Takes apart.
   *
   * @param data the items; those of one group stay in one part
   * @param captions says which captions are drawn and which are asked
   * @param seed decides which groups go where
   * @throws IllegalArgumentException if nothing is left to train on, or the data contradict the
   *     rule
   */
  SplitPlan plan(Dataset data, CaptionSampler captions, long seed);
}
