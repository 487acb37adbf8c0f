package dev.attune.engine.cuda;

import dev.attune.engine.cuda.nvidia.CudaException;
import dev.attune.engine.cuda.nvidia.MissingLibrary;
import dev.attune.engine.cuda.nvidia.NvidiaDevice;
import dev.attune.engine.cuda.training.ResidentSession;
import dev.attune.engine.cuda.training.StepCosts;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepCost;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.memory.InsufficientMemoryException;
import java.util.List;
import java.util.Optional;

/** {@link CudaExecutor} where a GPU can be used. */
public final class CudaOffer implements ExecutorOffer {
  private static final int AMPERE = 80;

  private static NvidiaDevice opened;

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
    static final Optional<String> OBSTACLE = find();

    private static Optional<String> find() {
      try (NvidiaDevice device = new NvidiaDevice()) {
        device.requireCompiler();
        return Optional.empty();
      } catch (CudaException e) {
        return Optional.of(unprefixed(e));
      } catch (InsufficientMemoryException e) {
        return Optional.of(unprefixed(e) + "; nvidia-smi lists which processes hold the rest");
      } catch (LinkageError e) {
        return Optional.of(MissingLibrary.reason(e));
      }
    }

    /** Who asks for the obstacle knows whose it is. */
    private static String unprefixed(RuntimeException e) {
      return e.getMessage().replaceFirst("^executor cuda: ", "");
    }
  }

  /** Tensor cores that round single numbers, and bfloat16, came with Ampere. */
  @Override
  public List<Precision> precisions() {
    if (obstacle().isPresent()) {
      return List.of();
    }
    try (NvidiaDevice device = new NvidiaDevice()) {
      return device.capability() >= AMPERE ? List.of(Precision.values()) : List.of(Precision.FP32);
    }
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
    return new CudaExecutor(device(), precision);
  }

  /** One for all executors of a process, as long as it lives: its workspace is taken once. */
  private static synchronized NvidiaDevice device() {
    if (opened == null) {
      opened = new NvidiaDevice();
    }
    return opened;
  }
}
