package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.Answers.check;

import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Download;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;

/** A copy behind what was replayed, which the host waits for when it asks for what is there. */
final class NvidiaDownload implements Download {
  private final NvidiaDevice device;
  private final long from;
  private final long bytes;
  private final PinnedMemory memory = new PinnedMemory();
  private final Event arrived = new Event();

  NvidiaDownload(NvidiaDevice device, long from, long bytes) {
    this.device = device;
    this.from = from;
    this.bytes = bytes;
    try {
      memory.open(bytes);
      arrived.open();
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  @Override
  public void begin() {
    device.driver().use();
    check(
        "cuMemcpyDtoHAsync",
        cudart.cuMemcpyDtoHAsync(memory.pointer(), from, bytes, device.stream()));
    arrived.mark(device.stream());
  }

  @Override
  public Pointer await() {
    device.driver().use();
    arrived.await();
    return memory.pointer();
  }

  @Override
  public void close() {
    Closing.all(device::settle, arrived::close, memory::close);
  }
}
