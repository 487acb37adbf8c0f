package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command line that remembers what its last command printed. */
public final class Terminal {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Runs a command; gives its exit code. */
  public int run(String... arguments) {
    out.reset();
    err.reset();
    return Attune.run(
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            0),
        arguments);
  }

  /** Runs a command that is refused in one line; gives the line. */
  String refused(String... arguments) {
    assertThat(run(arguments)).isEqualTo(Attune.WRONG_INPUT);
    assertThat(problems()).hasSize(1);
    return problems().get(0);
  }

  /** Its standard output. */
  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Its standard error. */
  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  List<String> problems() {
    return err().lines().toList();
  }
}
