package dev.attune.engine.executor;

/** A device did not do what an executor asked of it, or is gone. */
public abstract class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** In one line. */
  protected DeviceException(String message) {
    super(message);
  }
}
