package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.experiments.json.JsonText;
import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out results and nothing else
 * @param err progress, notes and problems
 * @param columns width of the terminal that {@code err} is, 0 if it is none
 */
public record Console(PrintStream out, PrintStream err, int columns) {

  /** A result as one JSON object on one line. */
  public void print(ObjectNode result) {
    out.println(JsonText.line(result));
  }

  /** A result as text. */
  public void print(String text) {
    out.println(text);
  }

  /** A line beside the result. */
  public void note(String line) {
    err.println(line);
  }

  /** A bar on a terminal, plain lines elsewhere. */
  public ProgressReporter progress() {
    return columns > 0
        ? new TerminalProgress(err, columns)
        : new LineProgress(err, System::nanoTime);
  }
}
