package dev.attune.experiments.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A benchmark of {@code attune bench --suite NAME}. */
public interface Suite {

  /** Its name on the command line. */
  String name();

  /** What it measures, in a line. */
  String description();

  /** The one reason why it cannot run here; empty if it can. */
  default Optional<String> obstacle() {
    return Optional.empty();
  }

  /**
   * Runs it; a few minutes at most.
   *
   * @param progress is told in a line what is under way
   */
  List<Measurement> run(Consumer<String> progress);

  /** All suites there are. */
  static List<Suite> all() {
    return List.of(
        new ReplaySuite(),
        new StockSuite(),
        new EmbeddingSuite(),
        new ExecutorSuite(),
        new GrowthSuite(),
        new GpuSuite(),
        new FloorSuite());
  }
}
