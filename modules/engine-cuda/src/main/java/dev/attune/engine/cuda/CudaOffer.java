package dev.attune.engine.cuda;

import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.nvidia.CudaException;
import dev.attune.engine.cuda.nvidia.MissingLibrary;
import dev.attune.engine.cuda.nvidia.NvidiaCollectives;
import dev.attune.engine.cuda.nvidia.NvidiaDevice;
import dev.attune.engine.cuda.training.ResidentSession;
import dev.attune.engine.cuda.training.StepCosts;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepCost;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.memory.InsufficientMemoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link CudaExecutor} where a GPU can be used. */
public final class CudaOffer implements ExecutorOffer {
  private static final int AMPERE = 80;
  private static final String FILLED = "; nvidia-smi lists which processes hold the rest";

  private static final List<NvidiaDevice> OPENED = new ArrayList<>();

  /** By the number of GPUs that they are between. */
  private static final Map<Integer, Collectives> BETWEEN = new HashMap<>();

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public String on() {
    try (NvidiaDevice device = new NvidiaDevice()) {
      return device.description();
    }
  }

  @Override
  public Optional<String> obstacle() {
    return First.OBSTACLE;
  }

  /** Asked once: bindings that failed to load say why the first time alone. */
  private static final class First {
    static final Optional<String> OBSTACLE;
    static final List<Precision> PRECISIONS;

    static {
      Optional<String> obstacle = Optional.empty();
      List<Precision> precisions = List.of();
      try (NvidiaDevice device = new NvidiaDevice()) {
        device.requireCompiler();
        precisions = of(device);
      } catch (CudaException e) {
        obstacle = Optional.of(unprefixed(e));
      } catch (InsufficientMemoryException e) {
        obstacle = Optional.of(unprefixed(e) + FILLED);
      } catch (LinkageError e) {
        obstacle = Optional.of(MissingLibrary.reason(e));
      }
      OBSTACLE = obstacle;
      PRECISIONS = precisions;
    }

    /** Who asks for the obstacle knows whose it is. */
    private static String unprefixed(RuntimeException e) {
      return e.getMessage().replaceFirst("^executor cuda: ", "");
    }
  }

  /** Tensor cores that round single numbers, and bfloat16, came with Ampere. */
  private static List<Precision> of(NvidiaDevice device) {
    return device.capability() >= AMPERE ? List.of(Precision.values()) : List.of(Precision.FP32);
  }

  @Override
  public List<Precision> precisions() {
    return First.PRECISIONS;
  }

  /** By name alone: it has not run on a GPU yet. */
  @Override
  public int rank() {
    return -1;
  }

  /** Of trainings that stay on the device. */
  @Override
  public Optional<StepCost> cost(TrainingSpec specification, Precision precision) {
    return ResidentSession.takes(specification)
        ? Optional.of(StepCosts.of(specification, precision))
        : Optional.empty();
  }

  @Override
  public Executor open(Precision precision) {
    return new CudaExecutor(devices(1).get(0), precision);
  }

  @Override
  public Executor open(Precision precision, int devices) {
    if (devices == 1) {
      return open(precision);
    }
    int found = NvidiaDevice.count();
    if (devices > found) {
      throw new IllegalArgumentException(
          "devices: expected at most %d, as many GPUs as there are, found %d"
              .formatted(found, devices));
    }
    try {
      List<NvidiaDevice> opened = devices(devices);
      opened.forEach(device -> require(device, precision));
      return new ParallelExecutor(List.copyOf(opened), between(devices), precision);
    } catch (CudaException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (InsufficientMemoryException e) {
      throw new IllegalArgumentException(e.getMessage() + FILLED, e);
    }
  }

  private static void require(NvidiaDevice device, Precision precision) {
    if (!of(device).contains(precision)) {
      throw new IllegalArgumentException(
          "precision: %s computes in %s, found \"%s\""
              .formatted(device.description(), of(device), precision));
    }
  }

  /** The same for all executors of a process, as long as it lives: workspaces are taken once. */
  private static synchronized List<NvidiaDevice> devices(int count) {
    while (OPENED.size() < count) {
      OPENED.add(new NvidiaDevice(OPENED.size()));
    }
    return List.copyOf(OPENED.subList(0, count));
  }

  private static synchronized Collectives between(int count) {
    Collectives known = BETWEEN.get(count);
    if (known == null) {
      known = new NvidiaCollectives(devices(count));
      BETWEEN.put(count, known);
    }
    return known;
  }
}
