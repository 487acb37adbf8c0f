package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Download;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.StepResult;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/** What steps report, which arrives after they were begun and in their order. */
final class StepReports implements AutoCloseable {
  /** Enough for the device to have its next step at hand while the host reads the last report. */
  static final int MOST = 2;

  private final List<String> reported;
  private final Deque<Download> unused = new ArrayDeque<>();
  private final Deque<Begun> begun = new ArrayDeque<>();
  private DivergedException diverged;
  private boolean told;
  private long updates;

  StepReports(Device device, Collection<String> scalars, PlanMemory memory) {
    reported = List.copyOf(scalars);
    long bytes = (long) Float.BYTES * (StepPlan.REPORTED + reported.size());
    try {
      for (int i = 0; i < MOST; i++) {
        unused.add(device.prepareDownload(memory.address(StepPlan.REPORT), bytes));
      }
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  private final class Begun implements PendingStep {
    private final long step;
    private final Download download;
    private StepResult result;
    private DivergedException failure;

    Begun(long step, Download download) {
      this.step = step;
      this.download = download;
    }

    @Override
    public StepResult await() {
      while (result == null && failure == null) {
        settle();
      }
      if (failure != null) {
        told |= failure == diverged;
        throw failure;
      }
      return result;
    }

    private void read(FloatPointer report) {
      if (report.get(StepPlan.SOUND) == 0) {
        failure = diverged == null ? cause(report) : diverged;
        return;
      }
      Map<String, Double> values = new LinkedHashMap<>();
      for (String name : reported) {
        values.put(name, (double) report.get(StepPlan.REPORTED + values.size()));
      }
      result = new StepResult(report.get(0), report.get(1), values);
    }

    private DivergedException cause(FloatPointer report) {
      boolean loss = !Float.isFinite(report.get(0));
      return new DivergedException(step, loss ? "loss" : "gradient norm", report.get(loss ? 0 : 1));
    }
  }

  /** Waits until a step may be begun. */
  void makeRoom() {
    while (begun.size() >= MOST) {
      settle();
    }
  }

  /** Waits for all steps that were begun. */
  void settleAll() {
    while (!begun.isEmpty()) {
      settle();
    }
  }

  /** Waits for the oldest step. */
  private void settle() {
    if (begun.isEmpty()) {
      throw new IllegalStateException("the session is closed");
    }
    Begun oldest = begun.element();
    oldest.read(new FloatPointer(oldest.download.await()));
    begun.remove();
    unused.add(oldest.download);
    diverged = oldest.failure;
    if (diverged == null) {
      updates++;
    }
  }

  /** Begins to fetch the report of a step that was replayed just now. */
  PendingStep begin(long step) {
    unused.element().begin();
    Begun next = new Begun(step, unused.remove());
    begun.add(next);
    return next;
  }

  /** Updates before the next step, if those that were begun end well. */
  long updates() {
    return updates + begun.size();
  }

  /** Whether no step diverged, as far as is known. */
  boolean sound() {
    return diverged == null;
  }

  /** Whether a step diverged and the caller knows. */
  boolean told() {
    return told;
  }

  /** Begins anew, with no step in flight. */
  void restart(long from) {
    diverged = null;
    told = false;
    updates = from;
  }

  @Override
  public void close() {
    begun.forEach(step -> unused.add(step.download));
    begun.clear();
    Closing.all(unused.stream().<Runnable>map(one -> one::close).toArray(Runnable[]::new));
    unused.clear();
  }
}
