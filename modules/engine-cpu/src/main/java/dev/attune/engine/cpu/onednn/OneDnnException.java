package dev.attune.engine.cpu.onednn;

/** A call that oneDNN refused; the message names the primitive and the status. */
public final class OneDnnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OneDnnException(String message) {
    super(message);
  }
}
