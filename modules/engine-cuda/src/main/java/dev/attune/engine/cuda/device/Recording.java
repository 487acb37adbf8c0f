package dev.attune.engine.cuda.device;

/** Calls that a device runs again and again; to be closed before its device. */
public interface Recording extends AutoCloseable {

  /** Begins to run them; does not wait. */
  void replay();

  @Override
  void close();
}
