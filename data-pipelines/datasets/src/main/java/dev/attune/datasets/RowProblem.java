package dev.attune.datasets;

/**
 * A row that was left out.
 *
 * @param line line of the manifest, counted from 1
 * @param reason what was expected and what was found
 */
public record RowProblem(long line, String reason) {

  @Override
  public String toString() {
    return "line " + line + ": " + reason;
  }
}
