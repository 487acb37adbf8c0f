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
  private final KeptParameters parameters;
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
    parameters = new KeptParameters(plan.layout(), plan.settings().optimizer().vectors());
    statistics = new KeptStatistics(plan.statistics());
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
    regions.write(parameters.first(initial));
    regions.write(StepPlan.GRADIENTS, 0, new float[Math.toIntExact(plan.layout().trainable())]);
    if (plan.sharesRate()) {
      float[] shares = plan.layout().shares(plan.specification().rates());
      regions.write(StepPlan.SHARES, 0, shares);
    }
    regions.write(statistics.first());
    writeSound();
  }

  private void writeSound() {
    regions.write(StepPlan.REPORT, StepPlan.SOUND, reports.sound() ? 1f : 0f);
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

  @Override
  public Map<String, Tensor> weights() {
    Map<String, Tensor> weights = parameters.values(regions);
    weights.putAll(statistics.read(regions));
    return weights;
  }

  @Override
  public TrainingState state() {
    reports.settleAll();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> averages = statistics.read(regions);
    parameters
        .values(regions)
        .forEach((name, tensor) -> (plan.follows(name) ? averages : weights).put(name, tensor));
    return new TrainingState(weights, parameters.optimizer(regions), averages, reports.updates());
  }

  @Override
  public void restore(TrainingState state) {
    reports.settleAll();
    Map<String, Tensor> weights = new LinkedHashMap<>(state.parameters());
    weights.putAll(state.statistics());
    List<Regions.Write> writes = parameters.restored(weights, state.optimizer());
    writes.addAll(statistics.restored(state.statistics()));
    regions.write(writes);
    restart(state.updates());
  }

  @Override
  public int load(Map<String, Tensor> weights) {
    List<Regions.Write> loaded = parameters.loaded(weights);
    List<Regions.Write> averages = statistics.loaded(weights);
    regions.write(loaded);
    regions.write(averages);
    copyToFollowers();
    return loaded.size();
  }

  /** Momentum copies start as what they follow. */
  private void copyToFollowers() {
    Map<String, ParameterLayout.Place> places = plan.layout().places();
    places.forEach(
        (name, place) ->
            plan.source(name)
                .map(places::get)
                .ifPresent(
                    from -> {
                      long[] shape = from.parameter().shape();
                      float[] values = regions.read(StepPlan.VALUES, from.offset(), shape).values();
                      regions.write(StepPlan.VALUES, place.offset(), values);
                    }));
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
