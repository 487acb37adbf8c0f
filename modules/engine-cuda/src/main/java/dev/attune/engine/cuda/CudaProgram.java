package dev.attune.engine.cuda;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.CallTimes;
import dev.attune.engine.cuda.device.Calls;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.cuda.launch.Launch;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.PreparedProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A program in a device's memory, its launches recorded once. What it is bound to stays with the
 * host: a run copies inputs there, replays, and copies outputs back. Owns its memory on the device.
 */
final class CudaProgram implements PreparedProgram {
  private final Device device;
  private final DevicePlan plan;
  private final BoundMemory memory;
  private final List<Call> calls;
  private final Recording recording;
  private boolean closed;

  /**
   * Allocates and records.
   *
   * @throws IllegalArgumentException in one line, if a step has no kernel
   * @throws dev.attune.engine.memory.InsufficientMemoryException if the device has too little
   */
  CudaProgram(
      Device device,
      DevicePlan plan,
      Map<String, INDArray> inputs,
      Map<String, INDArray> targets,
      Set<String> fixed) {
    this.device = device;
    this.plan = plan;
    Calls made = new Calls(plan);
    memory = new BoundMemory(device, plan, inputs, targets, fixed);
    try {
      List<Call> all = new ArrayList<>(made.copies(memory::address, copy -> true));
      all.addAll(made.launches(memory::address));
      calls = List.copyOf(all);
      recording = device.record(calls);
    } catch (RuntimeException | Error e) {
      Closing.after(e, memory::close);
      throw e;
    }
  }

  @Override
  public void run() {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
    memory.upload();
    recording.replay();
    memory.download();
  }

  @Override
  public INDArray output(String name) {
    return memory.output(name);
  }

  @Override
  public long bytes() {
    return memory.bytes();
  }

  @Override
  public List<PlanLine> profile(int rounds) {
    List<Call> launches = calls.subList(plan.copies().size(), calls.size());
    double[] times = CallTimes.of(device, launches, rounds);
    List<PlanLine> lines = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      lines.add(line(plan.launches().get(i), times[i]));
    }
    return lines;
  }

  private PlanLine line(Launch launch, double milliseconds) {
    String kernel = launch instanceof Launch.Multiply ? "cublasLt" : "generated";
    String shapes = launch.reads() + " → " + launch.writes();
    long bytes =
        Stream.concat(launch.reads().stream(), launch.writes().stream())
            .mapToLong(plan::bytes)
            .sum();
    return new PlanLine(launch.label(), shapes, kernel, bytes, milliseconds);
  }

  @Override
  public Map<String, Integer> stock() {
    return Map.of();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Closing.all(recording::close, memory::close);
    }
  }
}
