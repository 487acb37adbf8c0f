package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.Driver.check;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;

/** Page-locked memory of the host: a GPU copies from and to it while the host goes on. */
final class PinnedMemory implements AutoCloseable {
  private final Pointer memory = new Pointer();

  /** Takes it. */
  void open(long bytes) {
    String call = "cuMemAllocHost of %d MiB of the host's memory".formatted((bytes >> 20) + 1);
    check(call, cudart.cuMemAllocHost(memory, bytes));
    memory.capacity(bytes);
  }

  Pointer pointer() {
    return memory;
  }

  @Override
  public void close() {
    if (!memory.isNull()) {
      check("cuMemFreeHost", cudart.cuMemFreeHost(memory));
      memory.setNull();
    }
  }
}
