package dev.attune.text.onnx;

/** A model that cannot be used; the message is one line that names the file. */
public final class SentenceModelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With a line that names the file, what was expected and what was found. */
  public SentenceModelException(String message) {
    super(message);
  }

  /** The same, with what led to it. */
  public SentenceModelException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The first line of what a library says. */
  static String line(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
