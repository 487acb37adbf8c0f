package dev.attune.experiments.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Spelling of keys. */
final class Keys {
  private static final Pattern HUMP =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private Keys() {}

  /** {@code sampleRateHz} as {@code sample_rate_hz}. */
  static String snakeCase(String camelCase) {
    return HUMP.matcher(camelCase).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  static String join(String path, Object key) {
    return path.isEmpty() ? key.toString() : path + "." + key;
  }

  /** The known word that a mistyped one was probably meant to be. */
  static Optional<String> nearest(String word, Collection<String> known) {
    int allowed = Math.max(1, word.length() / 3);
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= allowed)
        .filter(candidate -> distance(word, candidate) <= allowed)
        .min(Comparator.comparingInt((String candidate) -> distance(word, candidate)));
  }

  /** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      Arrays.setAll(d[i], j -> j);
      d[i][0] = i;
      for (int j = 1; i > 0 && j <= b.length(); j++) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
