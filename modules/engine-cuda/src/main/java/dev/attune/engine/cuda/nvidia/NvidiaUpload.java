package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.Answers.check;
import static dev.attune.engine.cuda.nvidia.Answers.checkReleased;

import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Upload;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;

/**
 * A copy over a stream of its own to memory where it waits, and from there, in the GPU's own
 * memory, to its place at the head of what is replayed next. Recordings know one address; a second
 * recording for a second one would hold all descriptors and be prepared twice, to save a copy that
 * takes far less than a hundredth of a step.
 */
final class NvidiaUpload implements Upload {
  private final NvidiaDevice device;
  private final long through;
  private final long to;
  private final long bytes;
  private final PinnedMemory memory = new PinnedMemory();
  private final CUstream_st stream = new CUstream_st();
  private final Event arrived = new Event();
  private final Event taken = new Event();

  NvidiaUpload(NvidiaDevice device, long through, long to, long bytes) {
    this.device = device;
    this.through = through;
    this.to = to;
    this.bytes = bytes;
    try {
      memory.open(bytes);
      check("cuStreamCreate", cudart.cuStreamCreate(stream, cudart.CU_STREAM_NON_BLOCKING));
      arrived.open();
      taken.open();
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  @Override
  public Pointer memory() {
    device.driver().use();
    arrived.await();
    return memory.pointer();
  }

  @Override
  public void send() {
    device.driver().use();
    taken.holdBack(stream);
    check("cuMemcpyHtoDAsync", cudart.cuMemcpyHtoDAsync(through, memory.pointer(), bytes, stream));
    arrived.mark(stream);
    arrived.holdBack(device.stream());
    check("cuMemcpyDtoDAsync", cudart.cuMemcpyDtoDAsync(to, through, bytes, device.stream()));
    taken.mark(device.stream());
  }

  @Override
  public void close() {
    Closing.all(
        device::settle,
        this::settle,
        this::destroyStream,
        arrived::close,
        taken::close,
        memory::close);
  }

  private void settle() {
    if (!stream.isNull() && !Answers.lost()) {
      checkReleased("cuStreamSynchronize", cudart.cuStreamSynchronize(stream));
    }
  }

  private void destroyStream() {
    if (!stream.isNull()) {
      int status = cudart.cuStreamDestroy(stream);
      stream.setNull();
      checkReleased("cuStreamDestroy", status);
    }
  }
}
