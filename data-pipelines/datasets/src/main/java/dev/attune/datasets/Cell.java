package dev.attune.datasets;

import java.util.List;

/**
 * What stands in one column of one row.
 *
 * @param kind what it is, for messages: "a string", "a list of strings", "the number 3"
 * @param values its values as text; one unless it is a list
 */
record Cell(String kind, List<String> values) {
  private static final String STRING = "a string";
  private static final String STRINGS = "a list of strings";

  static Cell string(String value) {
    return new Cell(STRING, List.of(value));
  }

  static Cell strings(List<String> values) {
    return new Cell(STRINGS, List.copyOf(values));
  }

  boolean isString() {
    return kind.equals(STRING);
  }

  boolean isStrings() {
    return kind.equals(STRINGS);
  }

  /** The text of a scalar field. */
  String text(String column) throws RowException {
    if (!isString()) {
      throw new RowException("`" + column + "`: expected a string, found " + kind);
    }
    return values.get(0);
  }

  /** The captions of {@code text} or {@code texts}. */
  List<String> captions(String column) throws RowException {
    if (!isString() && !isStrings()) {
      throw new RowException(
          "`" + column + "`: expected a string or a list of strings, found " + kind);
    }
    if (values.isEmpty()) {
      throw new RowException("`" + column + "`: expected captions, found an empty list");
    }
    return values;
  }
}
