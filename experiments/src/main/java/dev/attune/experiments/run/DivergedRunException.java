package dev.attune.experiments.run;

import java.io.Serial;

/** A run that ended at a loss or gradient that is not finite; one line says where it stands. */
public final class DivergedRunException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DivergedRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
