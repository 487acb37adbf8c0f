package dev.attune.engine.cuda.training;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Statistic;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Training with everything on the device: a step uploads the batch and a few numbers, replays one
 * recording, and downloads the loss, the gradients' norm and what is reported.
 */
public final class ResidentSession implements TrainingSession {
  private final Device device;
  private final StepPlan plan;
  private final PlanMemory memory;
  private final Regions regions;
  private final StepFeed feed;
  private final StepReports reports;
  private final Recording recording;

  /** What is closed with the session, the last first. */
  private final Deque<Runnable> open = new ArrayDeque<>();

  /**
   * Plans, allocates, records, and draws the first weights.
   *
   * @param specification one that {@link #takes}
   * @param precision of products
   */
  public ResidentSession(Device device, TrainingSpec specification, Precision precision) {
    this.device = device;
    plan = StepPlan.of(specification, precision);
    Map<String, float[]> initial = plan.initial();
    memory = plan.memory(device);
    regions = new Regions(device, memory);
    try {
      memory.open();
      open.push(memory::close);
      feed = new StepFeed(device, plan, memory);
      open.push(feed::close);
      reports = new StepReports(device, specification.reported().keySet(), memory);
      open.push(reports::close);
      recording = device.record(StepCalls.of(plan, memory));
      open.push(recording::close);
      writeFirst(initial);
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  private void writeFirst(Map<String, float[]> initial) {
    int trainable = Math.toIntExact(plan.layout().trainable());
    regions.write(StepPlan.FIRST, 0, new float[trainable]);
    regions.write(StepPlan.SECOND, 0, new float[trainable]);
    regions.write(StepPlan.GRADIENTS, 0, new float[trainable]);
    writeParameters(initial);
    for (Statistic statistic : plan.averages()) {
      float[] values = new float[Regions.length(statistic.shape())];
      Arrays.fill(values, (float) statistic.initial());
      regions.write(statistic.name(), 0, values);
    }
    writeSound();
  }

  private void writeSound() {
    regions.write(StepPlan.REPORT, StepPlan.SOUND, reports.sound() ? 1f : 0f);
  }

  /** Whether such a training can stay on the device; others run with the host's help. */
  public static boolean takes(TrainingSpec specification) {
    return specification.optimizer() instanceof AdamWConfig
        && specification.accumulation() == 1
        && specification.rates().byPrefix().isEmpty()
        && specification.graph().type() == DataType.FLOAT
        && specification.graph().statistics().stream()
            .allMatch(statistic -> statistic.kind() == Statistic.Kind.AVERAGE);
  }

  @Override
  public StepResult step(List<Batch> batches, long step, double learningRate) {
    return begin(batches, step, learningRate).await();
  }

  @Override
  public PendingStep begin(List<Batch> batches, long step, double learningRate) {
    if (batches.size() != 1) {
      throw new IllegalArgumentException(
          "expected 1 batches a step, found %d".formatted(batches.size()));
    }
    reports.makeRoom();
    if (reports.told()) {
      reports.settleAll();
      restart(reports.updates());
    }
    feed.send(batches.get(0), step, learningRate, reports.updates());
    recording.replay();
    return reports.begin(step);
  }

  /** Lets steps move things from now on. */
  private void restart(long updates) {
    reports.restart(updates);
    writeSound();
  }

  @Override
  public int stepsInFlight() {
    return StepReports.MOST;
  }

  private Tensor read(String region, ParameterLayout.Place place) {
    return regions.read(region, place.offset(), place.parameter().shape());
  }

  private void write(String region, ParameterLayout.Place place, float[] values) {
    regions.write(region, place.offset(), values);
  }

  /** Parameters by name, and momentum copies of those that they follow. */
  private void writeParameters(Map<String, float[]> values) {
    values.forEach((name, own) -> write(StepPlan.VALUES, plan.layout().places().get(name), own));
  }

  @Override
  public Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    plan.layout()
        .places()
        .forEach((name, place) -> weights.put(name, read(StepPlan.VALUES, place)));
    weights.putAll(averages());
    return weights;
  }

  private Map<String, Tensor> averages() {
    Map<String, Tensor> averages = new LinkedHashMap<>();
    for (Statistic statistic : plan.averages()) {
      averages.put(statistic.name(), regions.read(statistic.name(), 0, statistic.shape()));
    }
    return averages;
  }

  @Override
  public TrainingState state() {
    reports.settleAll();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> averages = averages();
    Map<String, Tensor> moments = new LinkedHashMap<>();
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              (plan.follows(name) ? averages : weights).put(name, read(StepPlan.VALUES, place));
              if (place.trained()) {
                moments.put(name + ".first_moment", read(StepPlan.FIRST, place));
                moments.put(name + ".second_moment", read(StepPlan.SECOND, place));
              }
            });
    return new TrainingState(weights, moments, averages, reports.updates());
  }

  @Override
  public void restore(TrainingState state) {
    reports.settleAll();
    Map<String, Tensor> weights = new LinkedHashMap<>(state.parameters());
    weights.putAll(state.statistics());
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              long[] shape = place.parameter().shape();
              write(StepPlan.VALUES, place, values(weights, name, shape));
              if (place.trained()) {
                Map<String, Tensor> moments = state.optimizer();
                write(StepPlan.FIRST, place, values(moments, name + ".first_moment", shape));
                write(StepPlan.SECOND, place, values(moments, name + ".second_moment", shape));
              }
            });
    for (Statistic statistic : plan.averages()) {
      regions.write(
          statistic.name(), 0, values(state.statistics(), statistic.name(), statistic.shape()));
    }
    restart(state.updates());
  }

  /** A tensor that has to be among others, of this shape. */
  static float[] values(Map<String, Tensor> tensors, String name, long... shape) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("tensor " + name + " is missing");
    }
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "tensor %s: expected shape %s, found %s"
              .formatted(name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
    }
    return tensor.values();
  }

  @Override
  public int load(Map<String, Tensor> weights) {
    for (Statistic statistic : plan.averages()) {
      if (weights.containsKey(statistic.name())) {
        regions.write(statistic.name(), 0, values(weights, statistic.name(), statistic.shape()));
      }
    }
    int loaded = 0;
    for (Map.Entry<String, ParameterLayout.Place> entry : plan.layout().places().entrySet()) {
      String name = entry.getKey();
      if (weights.containsKey(name)) {
        ParameterLayout.Place place = entry.getValue();
        write(StepPlan.VALUES, place, values(weights, name, place.parameter().shape()));
        loaded++;
      }
    }
    // Momentum copies start as what they follow.
    plan.layout()
        .places()
        .forEach(
            (name, place) ->
                plan.source(name)
                    .ifPresent(
                        from ->
                            write(
                                StepPlan.VALUES,
                                place,
                                read(StepPlan.VALUES, plan.layout().places().get(from)).values())));
    return loaded;
  }

  @Override
  public List<PlanLine> profile(Batch batch, int rounds) {
    reports.settleAll();
    feed.send(batch, 0, 0, reports.updates());
    List<PlanLine> lines = StepProfile.of(device, StepCalls.withoutUpdate(plan, memory), rounds);
    writeSound();
    return lines;
  }

  @Override
  public Map<String, Integer> stock() {
    return new TreeMap<>();
  }

  @Override
  public long bytes() {
    return memory.bytes();
  }

  @Override
  public void close() {
    List<Runnable> owned = List.copyOf(open);
    open.clear();
    Closing.all(owned.toArray(Runnable[]::new));
  }
}
