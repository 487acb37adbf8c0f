package dev.attune.evaluation.probe;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How many rows of each class have a label: as many of each, or a share of them.
 *
 * @param amount number of rows of a class, or the share of them
 * @param isShare which of the two
 */
public record LabelBudget(double amount, boolean isShare) {
  /**
   * Checks the amount.
   *
   * @throws IllegalArgumentException if a number is no whole one from 1, or a share is not in (0,
   *     1]
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
  }

  /** As many rows of every class. */
  public static LabelBudget each(int rows) {
    return new LabelBudget(rows, false);
  }

  /** A share of the rows of every class, rounded, at least one row. */
  public static LabelBudget share(double share) {
    return new LabelBudget(share, true);
  }

  /** What a metric's name has behind its {@code @}: {@code 5}, or {@code 1%}. */
  public String label() {
    return isShare ? plain(amount * 100) + "%" : plain(amount);
  }

  /** Rows of a class that has {@code there} of them; may be more than it has. */
  int rows(int there) {
    return isShare ? (int) Math.max(1, Math.round(amount * there)) : (int) amount;
  }

  /** Twelve digits hide the rounding of a hundredfold. */
  private static String plain(double number) {
    return new BigDecimal(number).round(new MathContext(12)).stripTrailingZeros().toPlainString();
  }
}
