package dev.attune.engine.cuda;

import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.cuda.launch.Launch;
import dev.attune.engine.program.ArenaLayout;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where each storage of a plan stands on a device, in one block: inputs and constants that launches
 * or outputs name, each by itself, and behind them the arena.
 */
final class DeviceMemory {
  private static final long ALIGNMENT = 256;

  private record Transfer(INDArray array, long offset) {
    long bytes() {
      return array.length() * Float.BYTES;
    }
  }

  private final Device device;
  private final Map<Integer, Long> offsets = new HashMap<>();
  private final List<Transfer> uploads = new ArrayList<>();
  private final List<Transfer> downloads = new ArrayList<>();
  private final Map<String, INDArray> outputs = new HashMap<>();
  private final long bytes;
  private final long block;

  DeviceMemory(
      Device device,
      DevicePlan plan,
      Map<String, INDArray> inputs,
      Map<String, INDArray> targets,
      Set<String> fixed) {
    this.device = device;
    List<Transfer> once = new ArrayList<>();
    long end = place(plan, inputs, fixed, once);
    ArenaLayout arena = ArenaLayout.of(lives(plan));
    for (Map.Entry<Integer, Long> entry : arena.offsets().entrySet()) {
      offsets.put(entry.getKey(), end + entry.getValue());
    }
    bytes = end + arena.bytes();
    plan.program().outputs().forEach((name, value) -> output(name, value, targets.get(name)));
    block = device.allocate(bytes);
    for (Transfer transfer : once) {
      upload(transfer);
    }
  }

  private static List<Liveness.Interval> lives(DevicePlan plan) {
    return plan.lives().stream().filter(life -> life.value().type() == DataType.FLOAT).toList();
  }

  /** Gives inputs and constants their places; where they end. */
  private long place(
      DevicePlan plan, Map<String, INDArray> inputs, Set<String> fixed, List<Transfer> once) {
    Set<Integer> used = used(plan);
    long end = 0;
    for (ProgramValue value : plan.storages()) {
      INDArray array =
          value.kind() == ProgramValue.Kind.INPUT && !value.alias()
              ? value.boundIn(inputs)
              : value.constant();
      if (array != null && used.contains(value.id())) {
        offsets.put(value.id(), end);
        boolean stays = value.constant() != null || fixed.contains(value.name());
        // Constants may be views or stand in another order; what is bound is dense already.
        INDArray dense = value.constant() == null ? array : array.dup('c');
        (stays ? once : uploads).add(new Transfer(dense, end));
        end += (value.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      }
    }
    return end;
  }

  private static Set<Integer> used(DevicePlan plan) {
    Set<Integer> used = new HashSet<>();
    for (Launch launch : plan.launches()) {
      launch.reads().forEach(operand -> used.add(operand.storage()));
      launch.writes().forEach(operand -> used.add(operand.storage()));
    }
    plan.program().outputs().values().forEach(value -> used.add(value.storage()));
    return used;
  }

  private void output(String name, ProgramValue value, INDArray target) {
    INDArray to = target == null ? Nd4j.create(DataType.FLOAT, value.shape(), 'c') : target;
    outputs.put(name, to);
    downloads.add(new Transfer(to, offsets.get(value.storage())));
  }

  /** The address of a storage. */
  long address(int storage) {
    return block + offsets.get(storage);
  }

  /** Copies what may have changed. */
  void upload() {
    uploads.forEach(this::upload);
  }

  private void upload(Transfer transfer) {
    device.upload(
        transfer.array.data().addressPointer(), block + transfer.offset, transfer.bytes());
  }

  /** Copies the outputs to the host. */
  void download() {
    for (Transfer transfer : downloads) {
      device.download(
          block + transfer.offset, transfer.array.data().addressPointer(), transfer.bytes());
    }
  }

  INDArray output(String name) {
    return outputs.get(name);
  }

  long bytes() {
    return bytes;
  }

  void close() {
    device.free(block);
  }
}
