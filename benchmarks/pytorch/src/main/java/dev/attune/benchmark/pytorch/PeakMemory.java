package dev.attune.benchmark.pytorch;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.experiments.bench.PeakResidentSet;
import dev.attune.experiments.bench.StandardWork;
import dev.attune.experiments.bench.TinyWork;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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

  /** As the launcher runs it: a small heap, and no collector's threads beside the kernels. */
  private static double megabytes(String side) {
    return PeakResidentSet.ofOwnProcess(
        PeakMemory.class, side, "-Xmx1g", "-Xms64m", "-XX:+UseSerialGC");
  }

  /** Ten steps of one side, an executor's name or {@code pytorch}; prints the peak in MB. */
  public static void main(String[] arguments) {
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
      terminal.println(PeakResidentSet.ofThisProcess());
    }
  }
}
