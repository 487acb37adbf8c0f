package dev.attune.engine.executor;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A program bound to memory: running it allocates nothing. Owns its arena; what it is bound to
 * belongs to the caller. Not thread-safe.
 */
public interface PreparedProgram extends AutoCloseable {

  /** Computes all outputs from what stands in the inputs. */
  void run();

  /** Where an output stands after a run. */
  INDArray output(String name);

  /** Off-heap bytes of the arena. */
  long bytes();

  /**
   * Runs the program several times over, and says what each step takes.
   *
   * @param rounds how often
   */
  List<PlanLine> profile(int rounds);

  /**
   * Operations that the executor has no kernel for and hands to ND4J, with how often each occurs.
   */
  Map<String, Integer> stock();

  @Override
  void close();
}
