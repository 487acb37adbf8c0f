package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A model in training: its weights, the optimiser's state and running averages in the executor's
 * memory, moved one step at a time. Owns off-heap memory; not thread-safe.
 */
public interface TrainingSession extends AutoCloseable {

  /**
   * One update from one or, with accumulation, several batches.
   *
   * @param batches as many as the specification accumulates, each of the graph's static size
   * @param step from 0; with the seed it decides all random draws
   * @param learningRate of this step
   * @throws DivergedException if the loss or the gradient's norm is not finite; parameters are then
   *     as they were
   */
  StepResult step(List<Batch> batches, long step, double learningRate);

  /**
   * Begins a step as {@link #step} does it, and does not wait for what it reports if the session
   * computes elsewhere. Steps that are begun behind one that diverges move nothing; the first that
   * is begun once its exception was thrown moves again.
   */
  default PendingStep begin(List<Batch> batches, long step, double learningRate) {
    StepResult result = step(batches, step, learningRate);
    return () -> result;
  }

  /** How many steps are worth having begun before the oldest is waited for. */
  default int stepsInFlight() {
    return 1;
  }

  /** Copies of all parameters and running averages, by name: what inference needs. */
  Map<String, Tensor> weights();

  /** A copy of everything that training needs to go on. */
  TrainingState state();

  /** Goes back to a state, of this or an earlier process. */
  void restore(TrainingState state);

  /**
   * Overwrites those parameters and running averages that are among the tensors, such as a
   * pretrained encoder's.
   *
   * @return how many parameters were overwritten
   */
  int load(Map<String, Tensor> weights);

  /**
   * Runs forward and backward on a batch several times over, and says what each step takes.
   * Parameters stay as they are.
   */
  List<PlanLine> profile(Batch batch, int rounds);

  /** Operations of a step that run on ND4J for want of a kernel, with how often each occurs. */
  Map<String, Integer> stock();

  /** Off-heap bytes that the session holds. */
  long bytes();

  @Override
  void close();
}
