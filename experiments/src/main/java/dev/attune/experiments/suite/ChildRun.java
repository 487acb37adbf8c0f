package dev.attune.experiments.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run in a process of its own, so that its peak of memory is its own and a crash ends it alone.
 *
 * @param main the command line's main class
 * @param controls folder in which the runs share what their controls give
 */
public record ChildRun(String main, Path controls) {

  /**
   * Trains or goes on, to the end. Progress goes to this process's standard error. If this process
   * is ended, it waits until the run has kept a checkpoint and ended as well.
   *
   * @return the exit code
   */
  public int run(SuiteEntry entry, List<String> assignments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main, "run"));
    command.addAll(List.of(entry.file().toString(), "--resume"));
    command.addAll(List.of("--out", entry.run().root().toString()));
    command.addAll(List.of("--controls", controls.toString()));
    assignments.forEach(assignment -> command.addAll(List.of("--set", assignment)));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return waited(process);
    } catch (IOException e) {
      throw new UncheckedIOException(entry.file() + ": cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A suite that is ended takes its run along, which goes on from a checkpoint another time. */
  private static int waited(Process process) throws InterruptedException {
    Thread end = new Thread(() -> end(process), "end of the run");
    Runtime.getRuntime().addShutdownHook(end);
    int code = process.waitFor();
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      return code; // The suite began to end at this very moment, and its run has ended already.
    }
    return code;
  }

  private static void end(Process process) {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
