package dev.attune.datasets.known;

import java.io.Serial;

/** A data set cannot be fetched: a client is missing or failed, or a download is not as known. */
public final class FetchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With the line to show. */
  public FetchException(String message) {
    super(message);
  }

  /** With the line to show and what lay beneath. */
  public FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
