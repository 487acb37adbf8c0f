package dev.attune.experiments.cli;

import picocli.CommandLine.Option;

/** The option of each command that prints a result. */
final class ResultFormat {
  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  boolean json() {
    return json;
  }
}
