package dev.attune.engine.cuda.training;

import dev.attune.engine.Batch;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Upload;
import dev.attune.engine.executor.RandomNumbers;
import dev.attune.graph.Draw;
import dev.attune.graph.Value;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** A rank's rows of each batch and a step's settings, on their way to its device in one copy. */
final class RankFeed implements AutoCloseable {
  private final RankPlan plan;
  private final RankMemory memory;
  private final int firstRow;
  private final Upload upload;

  RankFeed(Device device, RankPlan plan, RankMemory memory, int rank) {
    this.plan = plan;
    this.memory = memory;
    firstRow = rank * plan.specification().chunk();
    long arriving = memory.address(StepPlan.ARRIVING);
    long first = memory.address(StepPlan.SETTINGS);
    upload = device.prepareUpload(arriving, first, arriving - first);
  }

  /**
   * Writes a step's rows and settings; they are on their way once they are {@link #send sent}.
   *
   * @param batch the whole one
   * @param updates before the step
   * @throws IllegalArgumentException in one line, if the batch does not fit
   */
  void write(Batch batch, long step, double rate, long updates) {
    Pointer to = upload.memory();
    plan.settings().write(new FloatPointer(to), step, 0, rate, updates);
    moveDraws(new LongPointer(to));
    for (RankGraph tower : plan.towers()) {
      write(tower, own(tower, batch), to);
    }
    write(plan.objective(), batch, to);
  }

  /** A tower draws what the whole batch's has in the rank's rows. */
  private void moveDraws(LongPointer keys) {
    int i = 0;
    for (RankGraph tower : plan.towers()) {
      for (Draw draw : tower.inputs().draws()) {
        long width = draw.value().length() / draw.value().size(0);
        keys.put(i, keys.get(i) + firstRow * width * RandomNumbers.GOLDEN);
        i++;
      }
    }
  }

  private Batch own(RankGraph tower, Batch batch) {
    return batch
        .only(tower.inputs().fed().stream().map(Value::name).collect(Collectors.toSet()))
        .slice(firstRow, firstRow + plan.specification().chunk());
  }

  private void write(RankGraph graph, Batch batch, Pointer to) {
    FloatPointer floats = new FloatPointer(to);
    for (Value input : graph.inputs().fed()) {
      if (input.variable().dataType().isFPType()) {
        float[] values = batch.floats().get(input.name());
        StepFeed.require(batch, input, values == null ? -1 : values.length);
        floats.position(place(graph, input.name())).put(values, 0, values.length);
      } else {
        int[] values = batch.integers().get(input.name());
        StepFeed.require(batch, input, values == null ? -1 : values.length);
        graph.inputs().requireIds(input, values);
        write(graph, input, values, new IntPointer(to));
      }
    }
  }

  private void write(RankGraph graph, Value ids, int[] values, IntPointer to) {
    to.position(place(graph, ids.name())).put(values, 0, values.length);
    RowOrder order = GraphInputs.orders(graph.trainedLookups()).get(ids);
    if (order != null) {
      int[] sorted = order.of(values);
      to.position(place(graph, StepPlan.orderOf(ids))).put(sorted, 0, sorted.length);
    }
  }

  /** Where a region stands among what is fed, in floats or integers. */
  private long place(RankGraph graph, String region) {
    return (memory.address(graph, region) - memory.address(StepPlan.SETTINGS)) / Float.BYTES;
  }

  /** Begins to copy what was written. */
  void send() {
    upload.send();
  }

  @Override
  public void close() {
    upload.close();
  }
}
