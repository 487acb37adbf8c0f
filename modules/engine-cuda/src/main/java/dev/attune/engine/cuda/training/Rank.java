package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Recording;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

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
  void writeFirst(List<Regions.Write> first) {
    write(first);
    regions.write(StepPlan.GRADIENTS, 0, new float[Math.toIntExact(plan.summed())]);
    writeSound(true);
  }

  void write(List<Regions.Write> writes) {
    regions.write(writes);
  }

  /** What is kept on its device. */
  Regions regions() {
    return regions;
  }

  /** Whether steps may move anything. */
  void writeSound(boolean sound) {
    regions.write(StepPlan.REPORT, StepPlan.SOUND, sound ? 1f : 0f);
  }

  @Override
  public void close() {
    List<Runnable> owned = List.copyOf(open);
    open.clear();
    Closing.all(owned.toArray(Runnable[]::new));
  }
}
