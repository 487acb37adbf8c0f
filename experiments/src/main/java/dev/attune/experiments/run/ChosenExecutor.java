package dev.attune.experiments.run;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.Precision;
import dev.attune.experiments.config.RunConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
   * Opens the executor that a configuration names, in its precision and on its devices.
   *
   * @throws IllegalArgumentException if it cannot run here, or not in this precision, or there are
   *     fewer devices
   */
  public static ChosenExecutor of(RunConfig config) {
    return of(config, config.devices());
  }

  private static ChosenExecutor of(RunConfig config, int devices) {
    String name = config.executor();
    Precision precision = Precision.of(config.precision());
    List<String> passedOver = new ArrayList<>();
    if (name.equals(AvailableExecutors.AUTO)) {
      String taken = AvailableExecutors.preferred(precision).name();
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
    return new ChosenExecutor(AvailableExecutors.open(name, precision, devices), passedOver);
  }

  /**
   * Opens an executor to judge and embed by. A trained encoder runs on each, so where the run's
   * executor or precision is not to be had, the same or another in single precision takes its
   * place.
   *
   * @param notes is told of that in a line
   */
  public static Executor ofFinished(RunConfig config, Consumer<String> notes) {
    try {
      return of(config, 1).executor();
    } catch (IllegalArgumentException e) {
      String name = runsHere(config.executor()) ? config.executor() : AvailableExecutors.AUTO;
      Executor instead = AvailableExecutors.open(name);
      notes.accept("%s; %s in fp32 runs in its place".formatted(e.getMessage(), instead.name()));
      return instead;
    }
  }

  private static boolean runsHere(String name) {
    return AvailableExecutors.offers().stream()
        .anyMatch(offer -> offer.name().equals(name) && offer.obstacle().isEmpty());
  }
}
