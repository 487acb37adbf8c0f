package dev.attune.experiments.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The most memory that a process held at once, in MB (Linux). */
public final class PeakResidentSet {
  private PeakResidentSet() {}

  /** This process's, up to now. */
  public static double ofThisProcess() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the system does not tell a process's peak resident set");
  }

  /**
   * A process's of its own, on this one's class path.
   *
   * @param main prints the number as its last line
   * @param side its only argument
   * @param options of Java
   */
  public static double ofOwnProcess(Class<?> main, String side, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), side));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String last = "";
      for (String line : process.inputReader(StandardCharsets.UTF_8).lines().toList()) {
        last = line;
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException("the process that measures " + side + " failed");
      }
      return Double.parseDouble(last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
