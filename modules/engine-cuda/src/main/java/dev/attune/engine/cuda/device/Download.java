package dev.attune.engine.cuda.device;

import org.bytedeco.javacpp.Pointer;

/** A copy from a device that is made again and again; to be closed before its device. */
public interface Download extends AutoCloseable {

  /** Begins to copy, after all that was replayed before. */
  void begin();

  /** The host's memory, once the last copy is there; until the next one begins. */
  Pointer await();

  @Override
  void close();
}
