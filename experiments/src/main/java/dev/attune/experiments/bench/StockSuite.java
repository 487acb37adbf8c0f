package dev.attune.experiments.bench;

import dev.attune.engine.executor.Nd4jExecutor;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The standard work {@code tiny}, batch 32, against plain {@code SameDiff.fit}: steps interleaved
 * in this process, peak memory of a process of its own for each.
 */
final class StockSuite implements Suite {
  private static final int ROWS = 32;
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 21;
  private static final String WORK = "tiny, batch 32";

  @Override
  public String name() {
    return "samediff";
  }

  @Override
  public String description() {
    return "tiny, batch 32, a training step: this engine against SameDiff.fit, time and memory";
  }

  @Override
  public List<Measurement> run(Consumer<String> progress) {
    List<Measurement> results = new ArrayList<>(times(progress));
    for (String side : List.of("attune", "samediff.fit")) {
      progress.accept("peak memory of " + side + " in a process of its own");
      double[] megabytes = {PeakResidentSet.ofOwnProcess(StockSuite.class, side, "-Xmx2g")};
      results.add(Measurement.of(WORK, side, "peak resident set", "MB", megabytes));
    }
    return results;
  }

  private static List<Measurement> times(Consumer<String> progress) {
    double[] ours = new double[ROUNDS];
    double[] stock = new double[ROUNDS];
    PrintStream terminal = System.out;
    // SameDiff prints a line for each operation that it differentiates.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try (TrainingWork work = TinyWork.of(ROWS).open(new Nd4jExecutor())) {
      StockSameDiff other = new StockSameDiff(ROWS);
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        progress.accept("round %d of %d".formatted(i + WARM_UP + 1, WARM_UP + ROUNDS));
        double mine = milliseconds(work::step);
        double theirs = milliseconds(other::step);
        if (i >= 0) {
          ours[i] = mine;
          stock[i] = theirs;
        }
      }
    } finally {
      System.setOut(terminal);
    }
    return List.of(
        Measurement.of(WORK, "attune", "step", "ms", ours),
        Measurement.of(WORK, "samediff.fit", "step", "ms", stock));
  }

  private static double milliseconds(Runnable step) {
    long start = System.nanoTime();
    step.run();
    return (System.nanoTime() - start) / 1e6;
  }

  /** Ten steps of one side; prints the peak resident set in MB (Linux). */
  public static void main(String[] arguments) {
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    Runnable step =
        arguments[0].equals("attune")
            ? TinyWork.of(ROWS).open(new Nd4jExecutor())::step
            : new StockSameDiff(ROWS)::step;
    for (int i = 0; i < 10; i++) {
      step.run();
    }
    terminal.println(PeakResidentSet.ofThisProcess());
  }
}
