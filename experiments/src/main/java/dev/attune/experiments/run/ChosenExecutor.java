package dev.attune.experiments.run;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.ExecutorOffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The executor of a run.
 *
 * @param executor what runs the steps
 * @param passedOver for each that {@code auto} would have taken before it, why it cannot run here
 */
public record ChosenExecutor(Executor executor, List<String> passedOver) {

  public ChosenExecutor {
    passedOver = List.copyOf(passedOver);
  }

  /**
   * Opens an executor.
   *
   * @param name as in the configuration
   * @throws IllegalArgumentException if it cannot run here
   */
  public static ChosenExecutor of(String name) {
    List<String> passedOver = new ArrayList<>();
    if (name.equals(AvailableExecutors.AUTO)) {
      String taken = AvailableExecutors.preferred().name();
      for (ExecutorOffer offer : AvailableExecutors.offers()) {
        if (offer.name().equals(taken)) {
          break;
        }
        offer
            .obstacle()
            .ifPresent(
                why ->
                    passedOver.add(
                        "executor %s cannot run here, %s runs in its place: %s"
                            .formatted(offer.name(), taken, why)));
      }
    }
    return new ChosenExecutor(AvailableExecutors.open(name), passedOver);
  }
}
