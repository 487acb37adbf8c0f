package dev.attune.engine.cuda.training;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.executor.TrainingState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Training with everything on the device: a step uploads its batches and a few numbers, replays
 * what was recorded, and downloads the loss, the gradients' norm and what is reported.
 */
public final class ResidentSession implements TrainingSession {
  private final Device device;
  private final StepPlan plan;
  private final PlanMemory memory;
  private final Regions regions;
  private final StepFeed feed;
  private final StepReports reports;
  private final KeptStatistics statistics;
  private final StepRecordings recordings;

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
    memory = StepMemory.of(plan, device);
    regions = new Regions(device, memory);
    statistics = new KeptStatistics(regions, plan.statistics());
    try {
      memory.open();
      open.push(memory::close);
      feed = new StepFeed(device, plan, memory);
      open.push(feed::close);
      reports = new StepReports(device, specification.reported().keySet(), memory);
      open.push(reports::close);
      recordings = new StepRecordings(device, plan, memory);
      open.push(recordings::close);
      writeFirst(initial);
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  private void writeFirst(Map<String, float[]> initial) {
    float[] zeros = new float[Math.toIntExact(plan.layout().trainable())];
    vectors().forEach(name -> regions.write(StepPlan.vector(name), 0, zeros));
    regions.write(StepPlan.GRADIENTS, 0, zeros);
    if (plan.sharesRate()) {
      float[] shares = plan.layout().shares(plan.specification().rates());
      regions.write(StepPlan.SHARES, 0, shares);
    }
    writeParameters(initial);
    statistics.writeFirst();
    writeSound();
  }

  private void writeSound() {
    regions.write(StepPlan.REPORT, StepPlan.SOUND, reports.sound() ? 1f : 0f);
  }

  private List<String> vectors() {
    return plan.settings().optimizer().vectors();
  }

  /** Whether such a training can stay on the device; others run with the host's help. */
  public static boolean takes(TrainingSpec specification) {
    return specification.graph().type() == DataType.FLOAT;
  }

  @Override
  public StepResult step(List<Batch> batches, long step, double learningRate) {
    return begin(batches, step, learningRate).await();
  }

  @Override
  public PendingStep begin(List<Batch> batches, long step, double learningRate) {
    int expected = plan.settings().batches();
    if (batches.size() != expected) {
      throw new IllegalArgumentException(
          "expected %d batches a step, found %d".formatted(expected, batches.size()));
    }
    batches.forEach(feed::require);
    reports.makeRoom();
    if (reports.told()) {
      reports.settleAll();
      restart(reports.updates());
    }
    for (int i = 0; i < expected; i++) {
      feed.send(batches.get(i), step, i, learningRate, reports.updates());
      recordings.replay(i);
    }
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
    weights.putAll(statistics.read());
    return weights;
  }

  @Override
  public TrainingState state() {
    reports.settleAll();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> averages = statistics.read();
    Map<String, Tensor> moments = new LinkedHashMap<>();
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              (plan.follows(name) ? averages : weights).put(name, read(StepPlan.VALUES, place));
              if (place.trained()) {
                vectors()
                    .forEach(v -> moments.put(name + "." + v, read(StepPlan.vector(v), place)));
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
              restore(StepPlan.VALUES, place, weights, name);
              if (place.trained()) {
                vectors()
                    .forEach(
                        v -> restore(StepPlan.vector(v), place, state.optimizer(), name + "." + v));
              }
            });
    statistics.restore(state.statistics());
    restart(state.updates());
  }

  private void restore(
      String region, ParameterLayout.Place place, Map<String, Tensor> tensors, String name) {
    write(region, place, Regions.values(tensors, name, place.parameter().shape()));
  }

  @Override
  public int load(Map<String, Tensor> weights) {
    statistics.load(weights);
    int loaded = 0;
    for (Map.Entry<String, ParameterLayout.Place> entry : plan.layout().places().entrySet()) {
      String name = entry.getKey();
      if (weights.containsKey(name)) {
        restore(StepPlan.VALUES, entry.getValue(), weights, name);
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
    feed.require(batch);
    feed.send(batch, 0, 0, 0, reports.updates());
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
