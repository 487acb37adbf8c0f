package dev.attune.experiments.cli;

import java.util.ArrayList;
import java.util.List;

/** A table as plain text: columns as wide as they need, numbers to the right. */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** A table under these headings. */
  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalStateException if it has more or fewer cells than there are headings
   */
  public Table row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalStateException(
          "expected " + rows.get(0).size() + " cells, found " + cells.length);
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The table, a line a row, without a line break at its end. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String cell = row.get(c);
        String padding = " ".repeat(width(c) - length(cell));
        line.append(c == 0 ? "" : GAP).append(isNumeric(c) ? padding + cell : cell + padding);
      }
      text.append(text.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /** Whether every cell below the heading starts as a number does, and there is one. */
  private boolean isNumeric(int column) {
    return rows.size() > 1
        && rows.stream()
            .skip(1)
            .map(row -> row.get(column))
            .allMatch(cell -> cell.isEmpty() || cell.matches("[-+−–—]?\\d.*|[-–—]"));
  }
}
