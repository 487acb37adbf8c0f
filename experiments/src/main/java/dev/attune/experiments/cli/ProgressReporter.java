package dev.attune.experiments.cli;

import java.util.Locale;

/** Shows how far long work has come. */
public interface ProgressReporter {

  /**
   * Begins to show one piece of work.
   *
   * @param task its name
   * @param done how much of it is done already, from an earlier run
   * @param total how much there is
   */
  Task begin(String task, long done, long total);

  /** Work under way. */
  interface Task extends AutoCloseable {

    /**
     * Tells of progress; cheap enough to call each step.
     *
     * @param done how much is done, of the total
     * @param detail figures to show beside it, such as {@link #training}
     */
    void update(long done, String detail);

    /** The work is done, or given up. */
    @Override
    void close();
  }

  /** The detail of training: the loss and pairs a second. */
  static String training(double loss, double pairsPerSecond) {
    return String.format(Locale.ROOT, "loss %.3f, %.0f pairs/s", loss, pairsPerSecond);
  }
}
