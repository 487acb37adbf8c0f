package dev.attune.engine.cuda.training;

import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.executor.TrainingState;
import dev.attune.graph.Statistic;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of the devices of a data-parallel training: all parameters, and a share of each batch. */
final class Rank implements AutoCloseable {
  private final RankPlan plan;
  private final Device device;
  private final RankMemory memory;
  private final Regions regions;
  private final RankFeed feed;
  private final Recording forward;
  private final Recording backward;
  private final Recording update;

  /** What is closed with the rank, the last first. */
  private final Deque<Runnable> open = new ArrayDeque<>();

  /** Takes memory and records. */
  Rank(RankPlan plan, Device device, int number) {
    this.plan = plan;
    this.device = device;
    memory = new RankMemory(device, plan);
    regions = new Regions(device, memory.regions());
    try {
      memory.open();
      open.push(memory::close);
      feed = new RankFeed(device, plan, memory, number);
      open.push(feed::close);
      forward = device.record(RankCalls.forward(plan, memory, number));
      open.push(forward::close);
      backward = device.record(RankCalls.backward(plan, memory, number));
      open.push(backward::close);
      update = device.record(RankCalls.update(plan, memory, number));
      open.push(update::close);
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  Device device() {
    return device;
  }

  RankMemory memory() {
    return memory;
  }

  RankFeed feed() {
    return feed;
  }

  void forward() {
    forward.replay();
  }

  void backward() {
    backward.replay();
  }

  void update() {
    update.replay();
  }

  /** Writes what a training begins with. */
  void writeFirst(Map<String, float[]> initial) {
    float[] zeros = new float[Math.toIntExact(plan.layout().trainable())];
    vectors().forEach(name -> regions.write(StepPlan.vector(name), 0, zeros));
    regions.write(StepPlan.GRADIENTS, 0, new float[Math.toIntExact(plan.summed())]);
    initial.forEach((name, own) -> write(StepPlan.VALUES, place(name), own));
    for (Statistic statistic : plan.averages()) {
      float[] values = new float[Regions.length(statistic.shape())];
      Arrays.fill(values, (float) statistic.initial());
      regions.write(statistic.name(), 0, values);
    }
    writeSound(true);
  }

  private List<String> vectors() {
    return plan.settings().optimizer().vectors();
  }

  /** Whether steps may move anything. */
  void writeSound(boolean sound) {
    regions.write(StepPlan.REPORT, StepPlan.SOUND, sound ? 1f : 0f);
  }

  private ParameterLayout.Place place(String name) {
    return plan.layout().places().get(name);
  }

  private Tensor read(String region, ParameterLayout.Place place) {
    return regions.read(region, place.offset(), place.parameter().shape());
  }

  private void write(String region, ParameterLayout.Place place, float[] values) {
    regions.write(region, place.offset(), values);
  }

  Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    plan.layout()
        .places()
        .forEach((name, place) -> parameters.put(name, read(StepPlan.VALUES, place)));
    return parameters;
  }

  Map<String, Tensor> averages() {
    Map<String, Tensor> averages = new LinkedHashMap<>();
    for (Statistic statistic : plan.averages()) {
      averages.put(statistic.name(), regions.read(statistic.name(), 0, statistic.shape()));
    }
    return averages;
  }

  TrainingState state(long updates) {
    Map<String, Tensor> moments = new LinkedHashMap<>();
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              if (place.trained()) {
                vectors()
                    .forEach(v -> moments.put(name + "." + v, read(StepPlan.vector(v), place)));
              }
            });
    return new TrainingState(parameters(), moments, averages(), updates);
  }

  void restore(TrainingState state) {
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              write(StepPlan.VALUES, place, values(state.parameters(), name, place));
              if (place.trained()) {
                Map<String, Tensor> moments = state.optimizer();
                vectors()
                    .forEach(
                        v ->
                            write(
                                StepPlan.vector(v), place, values(moments, name + "." + v, place)));
              }
            });
    plan.averages().forEach(statistic -> writeAverage(statistic, state.statistics()));
  }

  private static float[] values(
      Map<String, Tensor> tensors, String name, ParameterLayout.Place place) {
    return Regions.values(tensors, name, place.parameter().shape());
  }

  private void writeAverage(Statistic statistic, Map<String, Tensor> from) {
    regions.write(statistic.name(), 0, Regions.values(from, statistic.name(), statistic.shape()));
  }

  /** Overwrites what is among the tensors; says how many parameters that were. */
  int load(Map<String, Tensor> weights) {
    for (Statistic statistic : plan.averages()) {
      if (weights.containsKey(statistic.name())) {
        writeAverage(statistic, weights);
      }
    }
    List<String> loaded =
        plan.layout().places().keySet().stream().filter(weights::containsKey).toList();
    loaded.forEach(name -> write(StepPlan.VALUES, place(name), values(weights, name, place(name))));
    return loaded.size();
  }

  @Override
  public void close() {
    List<Runnable> owned = List.copyOf(open);
    open.clear();
    Closing.all(owned.toArray(Runnable[]::new));
  }
}
