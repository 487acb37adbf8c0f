package dev.attune.engine.executor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.nd4j.linalg.factory.Nd4j;

/** The executors on the class path, by the names that configurations give them. */
public final class AvailableExecutors {
  /** Leaves the choice to the machine. */
  public static final String AUTO = "auto";

  private AvailableExecutors() {}

  private static final class Nd4jOffer implements ExecutorOffer {
    @Override
    public String name() {
      return "nd4j";
    }

    @Override
    public String on() {
      return "ND4J's kernels, operation by operation";
    }

    @Override
    public Optional<String> obstacle() {
      try {
        Nd4j.getBackend();
        return Optional.empty();
      } catch (RuntimeException | LinkageError e) {
        return Optional.of("no ND4J backend could be loaded: " + e.getMessage());
      }
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public Executor open(Precision precision) {
      return new Nd4jExecutor();
    }
  }

  /** All there are, whether they run here or not; what {@code auto} prefers stands first. */
  public static List<ExecutorOffer> offers() {
    List<ExecutorOffer> offers = new ArrayList<>(List.of(new Nd4jOffer()));
    ServiceLoader.load(ExecutorOffer.class, AvailableExecutors.class.getClassLoader())
        .forEach(offers::add);
    offers.sort(Comparator.comparingInt(ExecutorOffer::rank).reversed());
    return offers;
  }

  /** The offer that {@code auto} takes: the first that runs here, of those that rank at all. */
  public static ExecutorOffer preferred() {
    return preferred(Precision.FP32);
  }

  /**
   * Likewise, of those that compute in a precision.
   *
   * @throws IllegalArgumentException in one line, if none does
   */
  public static ExecutorOffer preferred(Precision precision) {
    return offers().stream()
        .filter(offer -> offer.rank() >= 0 && offer.obstacle().isEmpty())
        .filter(offer -> offer.precisions().contains(precision))
        .findFirst()
        .orElseThrow(() -> noneRuns(precision));
  }

  private static RuntimeException noneRuns(Precision precision) {
    return precision == Precision.FP32
        ? new IllegalStateException(
            "no executor runs here: " + offers().get(0).obstacle().orElse(""))
        : new IllegalArgumentException(
            "precision %s: no executor that auto chooses from computes in it here; name one"
                .formatted(precision));
  }

  /** What {@code auto} opens. */
  public static Executor auto() {
    return preferred().open(Precision.FP32);
  }

  /** Opens an executor in single precision. */
  public static Executor open(String name) {
    return open(name, Precision.FP32);
  }

  /**
   * Opens an executor.
   *
   * @param name as in configurations; {@code auto} for the best that runs here
   * @throws IllegalArgumentException if there is none of this name, it cannot run here, or not in
   *     this precision
   */
  public static Executor open(String name, Precision precision) {
    return open(name, precision, 1);
  }

  /**
   * Likewise, to train on several devices.
   *
   * @throws IllegalArgumentException if it runs on fewer here, too
   */
  public static Executor open(String name, Precision precision, int devices) {
    ExecutorOffer offer = name.equals(AUTO) ? preferred(precision) : named(name);
    if (!offer.precisions().contains(precision)) {
      throw new IllegalArgumentException(
          "precision: executor %s computes here in %s, found \"%s\""
              .formatted(offer.name(), offer.precisions(), precision));
    }
    return offer.open(precision, devices);
  }

  private static ExecutorOffer named(String name) {
    List<ExecutorOffer> offers = offers();
    ExecutorOffer offer =
        offers.stream()
            .filter(o -> o.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "executor: expected auto or one of %s, found \"%s\""
                            .formatted(offers.stream().map(ExecutorOffer::name).toList(), name)));
    offer
        .obstacle()
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("executor " + name + " cannot run here: " + why);
            });
    return offer;
  }
}
