package dev.attune.experiments.bench;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the GPU's works ask of it, counted from their plans: needs no GPU. */
final class FloorSuite implements Suite {
  private static final double GIGA = 1e9;

  @Override
  public String name() {
    return "gpu-floor";
  }

  @Override
  public String description() {
    return "the standard works at a GPU's sizes: count a step's launches, operations and bytes";
  }

  @Override
  public List<Measurement> run(Consumer<String> progress) {
    List<Measurement> results = new ArrayList<>();
    for (ExecutorOffer offer : AvailableExecutors.offers()) {
      for (StandardWork work : GpuSuite.works()) {
        for (Precision precision : Precision.values()) {
          Optional<StepCost> cost = offer.cost(work.training(), precision);
          String side = offer.name() + ", " + precision;
          cost.ifPresent(counted -> results.addAll(lines(GpuSuite.label(work), side, counted)));
        }
      }
    }
    return results;
  }

  private static List<Measurement> lines(String work, String side, StepCost cost) {
    return List.of(
        counted(work, side, "launches", "", cost.launches()),
        counted(work, side, "operations", "GFLOP", cost.operations() / GIGA),
        counted(work, side, "memory", "GB", cost.bytes() / GIGA));
  }

  private static Measurement counted(
      String work, String side, String quantity, String unit, double value) {
    return Measurement.of(work, side, quantity, unit, new double[] {value});
  }
}
