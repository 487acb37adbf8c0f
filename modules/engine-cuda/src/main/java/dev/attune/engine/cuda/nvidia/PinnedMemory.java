package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.Answers.check;
import static dev.attune.engine.cuda.nvidia.Answers.checkReleased;

import dev.attune.engine.memory.FreeMemory;
import dev.attune.engine.memory.InsufficientMemoryException;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;

/** Page-locked memory of the host: a GPU copies from and to it while the host goes on. */
final class PinnedMemory implements AutoCloseable {
  private final Pointer memory = new Pointer();

  /** Takes it. */
  void open(long bytes) {
    String call = "cuMemAllocHost of %d MiB of the host's memory".formatted((bytes >> 20) + 1);
    int status = cudart.cuMemAllocHost(memory, bytes);
    if (status == cudart.CUDA_ERROR_OUT_OF_MEMORY) {
      throw InsufficientMemoryException.unmeasured("executor cuda: " + call, FreeMemory.bytes());
    }
    check(call, status);
    memory.capacity(bytes);
  }

  Pointer pointer() {
    return memory;
  }

  @Override
  public void close() {
    if (!memory.isNull()) {
      int status = cudart.cuMemFreeHost(memory);
      memory.setNull();
      checkReleased("cuMemFreeHost", status);
    }
  }
}
