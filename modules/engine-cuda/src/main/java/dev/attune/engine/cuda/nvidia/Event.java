package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.Answers.check;
import static dev.attune.engine.cuda.nvidia.Answers.checkReleased;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;

/** A place in a stream's work, for the host and other streams to wait for; at first none. */
final class Event implements AutoCloseable {
  /** A thread that waits leaves its core to those that load batches. */
  private static final int FLAGS = cudart.CU_EVENT_BLOCKING_SYNC | cudart.CU_EVENT_DISABLE_TIMING;

  private final CUevent_st event = new CUevent_st();

  /** Makes it. */
  void open() {
    check("cuEventCreate", cudart.cuEventCreate(event, FLAGS));
  }

  /** Is from now on the end of what was put on a stream so far. */
  void mark(CUstream_st stream) {
    check("cuEventRecord", cudart.cuEventRecord(event, stream));
  }

  /** What is put on a stream from now on waits for it. */
  void holdBack(CUstream_st stream) {
    int flags = cudart.CU_EVENT_WAIT_DEFAULT;
    check("cuStreamWaitEvent", cudart.cuStreamWaitEvent(stream, event, flags));
  }

  /** Waits for it. */
  void await() {
    check("cuEventSynchronize", cudart.cuEventSynchronize(event));
  }

  @Override
  public void close() {
    if (!event.isNull()) {
      int status = cudart.cuEventDestroy(event);
      event.setNull();
      checkReleased("cuEventDestroy", status);
    }
  }
}
