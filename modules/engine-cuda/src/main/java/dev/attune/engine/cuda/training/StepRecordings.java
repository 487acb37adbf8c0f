package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.cuda.memory.PlanMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * A step's calls, recorded: at once, or apart where it has several batches, so that no pass is
 * recorded twice.
 */
final class StepRecordings implements AutoCloseable {
  private final Device device;
  private final int batches;
  private final List<Recording> all = new ArrayList<>();
  private final List<Recording> ofInner = new ArrayList<>();
  private final List<Recording> ofLast = new ArrayList<>();

  StepRecordings(Device device, StepPlan plan, PlanMemory memory) {
    this.device = device;
    batches = plan.settings().batches();
    try {
      if (plan.accumulates()) {
        recordApart(plan, memory);
      } else {
        ofLast.add(record(StepCalls.of(plan, memory)));
      }
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  private void recordApart(StepPlan plan, PlanMemory memory) {
    Recording gradients = record(StepCalls.ofBatch(plan, memory));
    ofInner.add(gradients);
    List<Call> statistics = StepCalls.ofStatistics(plan, memory);
    if (!statistics.isEmpty()) {
      ofInner.add(record(statistics));
    }
    ofLast.add(gradients);
    ofLast.add(record(StepCalls.ofUpdate(plan, memory)));
  }

  private Recording record(List<Call> calls) {
    Recording recording = device.record(calls);
    all.add(recording);
    return recording;
  }

  /**
   * Begins what follows when a batch was sent; behind the last one, that is the update, too.
   *
   * @param batch of the step, from 0
   */
  void replay(int batch) {
    (batch + 1 < batches ? ofInner : ofLast).forEach(Recording::replay);
  }

  @Override
  public void close() {
    List<Recording> owned = List.copyOf(all);
    all.clear();
    Closing.all(owned.stream().<Runnable>map(one -> one::close).toArray(Runnable[]::new));
  }
}
