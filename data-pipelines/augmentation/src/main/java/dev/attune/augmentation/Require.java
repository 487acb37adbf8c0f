package dev.attune.augmentation;

/** Checks of settings and items: one line that says what was expected and what was found. */
public final class Require {
  private Require() {}

  /**
   * Refuses what does not hold.
   *
   * @throws IllegalArgumentException with the formatted message
   */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency of users
  public static void that(boolean holds, String message, Object... found) {
    if (!holds) {
      throw new IllegalArgumentException(String.format(message, found));
    }
  }

  /**
   * Refuses numbers that are no probability.
   *
   * @throws IllegalArgumentException that names the setting
   */
  public static void probability(String setting, double value) {
    that(value >= 0 && value <= 1, "%s: expected 0 to 1, found %s", setting, value);
  }

  /**
   * Refuses numbers outside an interval, NaN among them.
   *
   * @throws IllegalArgumentException that names the setting
   */
  public static void between(String setting, double low, double high, double value) {
    that(
        value >= low && value <= high,
        "%s: expected %s to %s, found %s",
        setting,
        low,
        high,
        value);
  }

  /**
   * Refuses sizes below 1.
   *
   * @throws IllegalArgumentException that names the setting
   */
  public static void positive(String setting, int value) {
    that(value >= 1, "%s: expected at least 1, found %s", setting, value);
  }
}
