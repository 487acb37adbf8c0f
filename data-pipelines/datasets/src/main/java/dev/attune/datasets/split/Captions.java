package dev.attune.datasets.split;

import java.util.Locale;
import java.util.regex.Pattern;

/** When two captions count as the same. */
final class Captions {
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

  private Captions() {}

  /** Without letter case and with single spaces: what most tokenizers cannot tell apart. */
  static String plain(String caption) {
    return SPACES.matcher(caption).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }
}
