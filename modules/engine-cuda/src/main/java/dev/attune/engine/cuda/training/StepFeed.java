package dev.attune.engine.cuda.training;

import dev.attune.engine.Batch;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Upload;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.graph.Value;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/** What differs from batch to batch, itself and settings, on its way to the device in one copy. */
final class StepFeed implements AutoCloseable {
  private final StepPlan plan;
  private final PlanMemory memory;
  private final Map<Value, RowOrder> orders;
  private final Upload upload;

  StepFeed(Device device, StepPlan plan, PlanMemory memory) {
    this.plan = plan;
    this.memory = memory;
    orders = plan.orders();
    long arriving = memory.address(StepPlan.ARRIVING);
    long first = memory.address(StepPlan.SETTINGS);
    upload = device.prepareUpload(arriving, first, arriving - first);
  }

  /**
   * Makes sure that a batch is what the device reads.
   *
   * @throws IllegalArgumentException in one line, if it is not
   */
  void require(Batch batch) {
    for (Value input : plan.inputs().fed()) {
      if (input.variable().dataType().isFPType()) {
        float[] values = batch.floats().get(input.name());
        require(batch, input, values == null ? -1 : values.length);
      } else {
        int[] values = batch.integers().get(input.name());
        require(batch, input, values == null ? -1 : values.length);
        plan.inputs().requireIds(input, values);
      }
    }
  }

  /**
   * Writes a batch and its settings, and begins to copy them.
   *
   * @param batch one that {@link #require} lets pass
   * @param place in the step, from 0
   * @param updates before the step
   */
  void send(Batch batch, long step, int place, double rate, long updates) {
    Pointer to = upload.memory();
    plan.settings().write(new FloatPointer(to), step, place, rate, updates);
    FloatPointer floats = new FloatPointer(to);
    IntPointer integers = new IntPointer(to);
    for (Value input : plan.inputs().fed()) {
      if (input.variable().dataType().isFPType()) {
        float[] values = batch.floats().get(input.name());
        floats.position(place(input.name())).put(values, 0, values.length);
      } else {
        int[] values = batch.integers().get(input.name());
        write(integers, input.name(), values);
        RowOrder order = orders.get(input);
        if (order != null) {
          write(integers, StepPlan.orderOf(input), order.of(values));
        }
      }
    }
    upload.send();
  }

  /** Where a region stands among what is fed, in floats or integers. */
  private long place(String region) {
    return (memory.address(region) - memory.address(StepPlan.SETTINGS)) / Float.BYTES;
  }

  private void write(IntPointer to, String region, int... values) {
    to.position(place(region)).put(values, 0, values.length);
  }

  /**
   * Makes sure that an input is in the batch, −1 for not at all, and is as long as it should be.
   */
  static void require(Batch batch, Value input, int found) {
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
  }

  @Override
  public void close() {
    upload.close();
  }
}
