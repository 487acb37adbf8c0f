package dev.attune.engine.plan;

import dev.attune.engine.program.Program;
import java.util.List;

/** Lowers a {@link Program} to a {@link Plan}. */
public final class Planner {
  private Planner() {}

  /**
   * One step an operation or known region, then fewer and larger ones.
   *
   * @param coverage what the executor has kernels for; the rest stays ND4J's operations
   */
  public static Plan plan(Program program, Coverage coverage) {
    return plan(program, coverage, true);
  }

  /**
   * Likewise.
   *
   * @param recomputing whether what is cheap and large is computed again for the backward pass
   *     rather than kept: less memory, more traffic
   */
  public static Plan plan(Program program, Coverage coverage, boolean recomputing) {
    Storages storages = new Storages(program);
    List<Step> translated = new Translation(program, storages, coverage).steps();
    Steps steps = new Steps(program, translated);
    steps.dropUnread();
    new FunctionsBeforeCopies(steps, storages).run();
    new EpilogueFusion(steps).run();
    new StridedViews(steps).run();
    new PackedProducts(steps, storages).run();
    if (recomputing) {
      new Recomputation(steps, storages).run();
    }
    new ChannelsLast(steps, storages).run();
    steps.dropUnread();
    return new Plan(program, storages.all(), steps.list());
  }
}
