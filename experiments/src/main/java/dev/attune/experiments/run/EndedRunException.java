package dev.attune.experiments.run;

import java.io.Serial;

/**
 * A run that ended between two checkpoints, at a loss that is not finite or a device that failed;
 * one line says where it stands.
 */
public final class EndedRunException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  EndedRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
