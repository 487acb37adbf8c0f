package dev.attune.datasets;

import java.util.Map;
import java.util.Set;

/**
 * How a manifest is read.
 *
 * @param columns names of the file's columns that differ from the manifest's own, each with the
 *     field that it fills: {@code filepath} to {@code image}, {@code title} to {@code text};
 *     several may fill {@code text}
 * @param strict whether the first bad row ends the reading
 * @param allowOutside whether a path may be absolute or lead out of the manifest's folder
 * @param maxCaptionChars longest caption, in characters; 10,000 is some ten times the longest
 *     caption of the usual image–caption sets, so what is longer is a file pasted by mistake
 * @param maxLineBytes longest line or field of the file; a longer one is a bad row and is not held
 * @param maxFileBytes largest manifest
 * @param maxRows most rows
 */
public record ManifestOptions(
    Map<String, String> columns,
    boolean strict,
    boolean allowOutside,
    int maxCaptionChars,
    int maxLineBytes,
    long maxFileBytes,
    int maxRows) {

  /** The fields that a column can fill. */
  public static final Set<String> FIELDS =
      Set.of("id", "image", "audio", "text", "texts", "split", "label", "group");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a bound is not positive or a column fills an unknown field
   */
  public ManifestOptions {
    columns = Map.copyOf(columns);
    columns.forEach(
        (column, field) -> {
          if (!FIELDS.contains(field)) {
            throw new IllegalArgumentException(
                "column `%s`: expected one of %s, found `%s`"
                    .formatted(column, FIELDS.stream().sorted().toList(), field));
          }
        });
    positive("max_caption_chars", maxCaptionChars);
    positive("max_line_bytes", maxLineBytes);
    positive("max_file_bytes", maxFileBytes);
    positive("max_rows", maxRows);
  }

  /** No mapped columns, lenient, paths inside the folder, captions up to 10,000 characters. */
  public static ManifestOptions defaults() {
    return new ManifestOptions(Map.of(), false, false, 10_000, 8 << 20, 1L << 30, 5_000_000);
  }

  /** These settings with other mapped columns. */
  public ManifestOptions withColumns(Map<String, String> other) {
    return new ManifestOptions(
        other, strict, allowOutside, maxCaptionChars, maxLineBytes, maxFileBytes, maxRows);
  }

  /** These settings, ending at the first bad row or not. */
  public ManifestOptions withStrict(boolean other) {
    return new ManifestOptions(
        columns, other, allowOutside, maxCaptionChars, maxLineBytes, maxFileBytes, maxRows);
  }

  /** These settings, with paths to anywhere or only inside the manifest's folder. */
  public ManifestOptions withAllowOutside(boolean other) {
    return new ManifestOptions(
        columns, strict, other, maxCaptionChars, maxLineBytes, maxFileBytes, maxRows);
  }

  /** These settings with another bound on captions. */
  public ManifestOptions withMaxCaptionChars(int other) {
    return new ManifestOptions(
        columns, strict, allowOutside, other, maxLineBytes, maxFileBytes, maxRows);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": expected a positive number, found " + value);
    }
  }
}
