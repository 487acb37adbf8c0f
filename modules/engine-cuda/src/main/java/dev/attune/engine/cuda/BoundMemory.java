package dev.attune.engine.cuda;

import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.program.Program;
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

/** A plan's memory on a device, and the host's arrays that are copied there and back. */
final class BoundMemory {
  private record Transfer(INDArray array, int storage) {
    long bytes() {
      return array.length() * Float.BYTES;
    }
  }

  private final Device device;
  private final PlanMemory memory;
  private final List<Transfer> uploads = new ArrayList<>();
  private final List<Transfer> downloads = new ArrayList<>();
  private final Map<String, INDArray> outputs = new HashMap<>();

  /**
   * Takes the memory.
   *
   * @param fixed names of inputs that are copied now and never again
   */
  BoundMemory(
      Device device,
      DevicePlan plan,
      Map<String, INDArray> inputs,
      Map<String, INDArray> targets,
      Set<String> fixed) {
    this.device = device;
    memory = new PlanMemory(device);
    List<Transfer> once = new ArrayList<>();
    Set<Long> ofParameters = new HashSet<>();
    Set<Integer> used = plan.used();
    plan.program()
        .inputs()
        .forEach(
            (name, value) -> {
              Transfer transfer = new Transfer(value.boundIn(inputs), value.id());
              if (used.contains(value.id())) {
                memory.place(value.id(), memory.reserve(name, value.length()));
                (fixed.contains(name) ? once : uploads).add(transfer);
                if (fixed.contains(name) || targets.containsKey(Program.gradientOf(name))) {
                  memory.keepsWhateverTheBatch(transfer.bytes());
                  ofParameters.add(value.length());
                }
              }
            });
    memory.placeRest(plan, ofParameters);
    plan.program().outputs().forEach((name, value) -> output(name, value, targets.get(name)));
    memory.open();
    try {
      once.forEach(this::upload);
    } catch (RuntimeException | Error e) {
      Closing.after(e, memory::close);
      throw e;
    }
  }

  private void output(String name, ProgramValue value, INDArray target) {
    INDArray to = target == null ? Nd4j.create(DataType.FLOAT, value.shape(), 'c') : target;
    outputs.put(name, to);
    downloads.add(new Transfer(to, value.storage()));
  }

  /** The address of a storage. */
  long address(int storage) {
    return memory.address(storage);
  }

  /** Copies what may have changed. */
  void upload() {
    uploads.forEach(this::upload);
  }

  private void upload(Transfer transfer) {
    device.upload(
        transfer.array.data().addressPointer(), address(transfer.storage), transfer.bytes());
  }

  /** Copies the outputs to the host. */
  void download() {
    for (Transfer transfer : downloads) {
      device.download(
          address(transfer.storage), transfer.array.data().addressPointer(), transfer.bytes());
    }
  }

  INDArray output(String name) {
    return outputs.get(name);
  }

  long bytes() {
    return memory.bytes();
  }

  void close() {
    memory.close();
  }
}
