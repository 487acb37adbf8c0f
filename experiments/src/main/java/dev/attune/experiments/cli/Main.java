package dev.attune.experiments.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    boolean debug = Arrays.asList(arguments).contains("--debug");
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    System.setErr(err);
    // ND4J and SameDiff print to standard output, which belongs to results alone.
    System.setOut(
        debug
            ? err
            : new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    if (debug) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
    }
    Console console = new Console(out, err, Integer.getInteger("attune.columns", 0));
    int code = Attune.run(console, arguments);
    out.flush();
    err.flush();
    System.exit(code);
  }
}
