package dev.attune.engine.cuda.device;

import org.bytedeco.javacpp.Pointer;

/** A copy to a device that is made again and again; to be closed before its device. */
public interface Upload extends AutoCloseable {

  /** The host's memory, to be written; waits until the last copy has read it. */
  Pointer memory();

  /**
   * Begins to copy all of that memory. What was replayed before does not see it, what is replayed
   * from now on does.
   */
  void send();

  @Override
  void close();
}
