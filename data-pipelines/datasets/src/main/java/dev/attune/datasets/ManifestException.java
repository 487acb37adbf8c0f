package dev.attune.datasets;

import java.io.Serial;

/** A manifest, or with {@code strict} one of its rows, is not as expected; one line names it. */
public final class ManifestException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /** With the line to show. */
  public ManifestException(String message) {
    super(message);
  }

  /** With the line to show and what lay beneath. */
  public ManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
