package dev.attune.benchmark.pytorch;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.experiments.bench.StandardWork;
import dev.attune.experiments.bench.TinyWork;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The peak resident set of a process that trains {@code tiny}, batch 128, for ten steps on one side
 * and does not load the other. Linux only.
 */
final class PeakMemory {
  /** Its name on the command line. */
  static final String NAME = "memory";

  private static final StandardWork WORK = TinyWork.of(128);
  private static final int STEPS = 10;
  private static final String PYTORCH = "pytorch";

  private PeakMemory() {}

  /** Measures both sides. */
  static Comparison compare(String executor) {
    double[] ours = {megabytes(executor)};
    double[] theirs = {megabytes(PYTORCH)};
    return Comparison.of("tiny, batch 128", "peak resident set", "MB", ours, theirs);
  }

  private static double megabytes(String side) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            // As the launcher runs it: a small heap and no collector threads beside the kernels.
            "-Xms64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            PeakMemory.class.getName(),
            side);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
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

  /** Ten steps of one side, an executor's name or {@code pytorch}; prints the peak in MB. */
  public static void main(String[] arguments) throws IOException {
    Libraries.configure();
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    String name = arguments[0];
    try (Side side =
        name.equals(PYTORCH)
            ? Side.training(WORK)
            : Side.training(WORK, AvailableExecutors.open(name))) {
      for (int i = 0; i < STEPS; i++) {
        side.run().run();
      }
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          terminal.println(Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024);
        }
      }
    }
  }
}
