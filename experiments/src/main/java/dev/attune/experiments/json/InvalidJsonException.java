package dev.attune.experiments.json;

import java.util.List;

/** A document that is not what was expected, with every problem found in it. */
public final class InvalidJsonException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /**
   * From at least one problem.
   *
   * @param problems one line each: document, line, key path, what was expected, what stood there
   */
  public InvalidJsonException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, one line each, in the order of the document. */
  public List<String> problems() {
    return problems;
  }
}
