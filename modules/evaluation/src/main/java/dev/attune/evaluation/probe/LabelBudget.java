package dev.attune.evaluation.probe;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How many rows of each class have a label: as many of each, or a share of them.
 *
 * @param amount number of rows of a class, or the share of them
 * @param isShare which of the two
 * @param sample what share of all labelled rows is there to draw from: a share is one of all of
 *     them, and all that are there if it asks for more; 1 of a number
 */
public record LabelBudget(double amount, boolean isShare, double sample) {
  /**
   * Checks the amount.
   *
   * @throws IllegalArgumentException if a number is no whole one from 1, or a share or the sample
   *     is not in (0, 1]
   */
  public LabelBudget {
    if (isShare && !(amount > 0 && amount <= 1)) {
      throw new IllegalArgumentException(
          "few labels: expected a share above 0 and at most 1, found " + amount);
    }
    if (!isShare && !(amount >= 1 && amount == (int) amount)) {
      throw new IllegalArgumentException(
          "few labels: expected 1 or more a class, found " + plain(amount));
    }
    if (!(sample > 0 && sample <= 1)) {
      throw new IllegalArgumentException(
          "few labels: expected a sample above 0 and at most 1, found " + sample);
    }
  }

  /** As many rows of every class. */
  public static LabelBudget each(int rows) {
    return new LabelBudget(rows, false, 1);
  }

  /** A share of the rows of every class, rounded, at least one row. */
  public static LabelBudget share(double share) {
    return share(share, 1);
  }

  /**
   * A share of all labelled rows, where a random sample of them is there to draw from.
   *
   * @param sample what share of them is there
   */
  public static LabelBudget share(double share, double sample) {
    return new LabelBudget(share, true, sample);
  }

  /** What a metric's name has behind its {@code @}: {@code 5}, or {@code 1%}. */
  public String label() {
    return isShare ? plain(amount * 100) + "%" : plain(amount);
  }

  /** Rows of a class that has {@code there} of them; of a number, may be more than it has. */
  int rows(int there) {
    if (!isShare) {
      return (int) amount;
    }
    return (int) Math.min(there, Math.max(1, Math.round(amount / sample * there)));
  }

  /** Twelve digits hide the rounding of a hundredfold. */
  private static String plain(double number) {
    return new BigDecimal(number).round(new MathContext(12)).stripTrailingZeros().toPlainString();
  }
}
