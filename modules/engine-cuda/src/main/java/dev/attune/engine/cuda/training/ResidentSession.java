package dev.attune.engine.cuda.training;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Training with everything on the device: a step uploads the batch and a few numbers, replays one
 * recording, and downloads the loss, the gradients' norm and what is reported.
 */
public final class ResidentSession implements TrainingSession {
  private final Device device;
  private final TrainingSpec specification;
  private final StepPlan plan;
  private final PlanMemory memory;
  private final Recording recording;
  private final FloatPointer report;
  private final FloatPointer settings;
  private long updates;
  private boolean closed;

  /**
   * Plans, allocates, records, and draws the first weights.
   *
   * @param specification one that {@link #takes}
   * @param precision of products
   */
  public ResidentSession(Device device, TrainingSpec specification, Precision precision) {
    this.device = device;
    this.specification = specification;
    plan = StepPlan.of(specification, precision);
    Map<String, float[]> initial = plan.initial();
    memory = plan.memory(device);
    memory.open();
    settings = new FloatPointer(plan.settings().floats());
    report = new FloatPointer(plan.reportLength());
    Recording opened = null;
    try {
      opened = device.record(StepCalls.of(plan, memory));
      writeFirst(initial);
    } catch (RuntimeException | Error e) {
      Recording broken = opened;
      Closing.after(
          e,
          () -> {
            if (broken != null) {
              broken.close();
            }
          },
          settings::close,
          report::close,
          memory::close);
      throw e;
    }
    recording = opened;
  }

  private void writeFirst(Map<String, float[]> initial) {
    int trainable = Math.toIntExact(plan.layout().trainable());
    upload(StepPlan.FIRST, new float[trainable]);
    upload(StepPlan.SECOND, new float[trainable]);
    upload(StepPlan.GRADIENTS, new float[trainable]);
    writeParameters(initial);
    for (Statistic statistic : plan.averages()) {
      float[] values = new float[length(statistic.shape())];
      Arrays.fill(values, (float) statistic.initial());
      upload(statistic.name(), values);
    }
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
    if (batches.size() != 1) {
      throw new IllegalArgumentException(
          "expected 1 batches a step, found %d".formatted(batches.size()));
    }
    feed(batches.get(0));
    plan.settings().write(settings, step, learningRate, updates);
    device.upload(settings, memory.address(StepPlan.SETTINGS), Float.BYTES * settings.capacity());
    recording.replay();
    device.download(memory.address(StepPlan.REPORT), report, Float.BYTES * report.capacity());
    requireFinite(step, "loss", report.get(0));
    requireFinite(step, "gradient norm", report.get(1));
    updates++;
    Map<String, Double> reported = new LinkedHashMap<>();
    for (String name : specification.reported().keySet()) {
      reported.put(name, (double) report.get(StepPlan.REPORTED + reported.size()));
    }
    return new StepResult(report.get(0), report.get(1), reported);
  }

  private static void requireFinite(long step, String what, double value) {
    if (!Double.isFinite(value)) {
      throw new DivergedException(step, what, value);
    }
  }

  private void feed(Batch batch) {
    for (Value input : plan.fed()) {
      String name = input.name();
      float[] floats = batch.floats().get(name);
      int[] integers = batch.integers().get(name);
      boolean real = input.variable().dataType().isFPType();
      int found =
          real ? (floats == null ? -1 : floats.length) : integers == null ? -1 : integers.length;
      if (found < 0) {
        throw new IllegalArgumentException(
            "the batch lacks input %s of %s; it holds floats %s and integers %s"
                .formatted(
                    input,
                    input.variable().dataType(),
                    batch.floats().keySet(),
                    batch.integers().keySet()));
      }
      if (found != input.length()) {
        throw new IllegalArgumentException(
            "input %s: expected %d elements, found %d".formatted(input, input.length(), found));
      }
      if (real) {
        upload(name, floats);
      } else {
        plan.requireIds(input, integers);
        try (IntPointer pointer = new IntPointer(integers)) {
          device.upload(pointer, memory.address(name), (long) Integer.BYTES * integers.length);
        }
      }
    }
  }

  private void upload(String region, float... values) {
    if (values.length > 0) {
      try (FloatPointer pointer = new FloatPointer(values)) {
        device.upload(pointer, memory.address(region), (long) Float.BYTES * values.length);
      }
    }
  }

  private float[] download(long address, int length) {
    float[] values = new float[length];
    try (FloatPointer pointer = new FloatPointer(length)) {
      device.download(address, pointer, (long) Float.BYTES * length);
      pointer.get(values);
    }
    return values;
  }

  private static int length(long... shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }

  private long place(String region, ParameterLayout.Place place) {
    return memory.address(region) + Float.BYTES * place.offset();
  }

  private Tensor read(String region, ParameterLayout.Place place) {
    long[] shape = place.parameter().shape();
    return new Tensor(shape, download(place(region, place), length(shape)));
  }

  private void write(String region, ParameterLayout.Place place, float[] values) {
    try (FloatPointer pointer = new FloatPointer(values)) {
      device.upload(pointer, place(region, place), (long) Float.BYTES * values.length);
    }
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
      long[] shape = statistic.shape();
      long address = memory.address(statistic.name());
      averages.put(statistic.name(), new Tensor(shape, download(address, length(shape))));
    }
    return averages;
  }

  @Override
  public TrainingState state() {
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
    return new TrainingState(weights, moments, averages, updates);
  }

  @Override
  public void restore(TrainingState state) {
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
      upload(statistic.name(), values(state.statistics(), statistic.name(), statistic.shape()));
    }
    updates = state.updates();
  }

  private static float[] values(Map<String, Tensor> tensors, String name, long... shape) {
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
        upload(statistic.name(), values(weights, statistic.name(), statistic.shape()));
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
    feed(batch);
    plan.settings().write(settings, 0, 0, updates);
    device.upload(settings, memory.address(StepPlan.SETTINGS), Float.BYTES * settings.capacity());
    return StepProfile.of(device, StepCalls.withoutUpdate(plan, memory), rounds);
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
    if (!closed) {
      closed = true;
      Closing.all(recording::close, settings::close, report::close, memory::close);
    }
  }
}
