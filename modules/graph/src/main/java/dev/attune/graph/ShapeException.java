package dev.attune.graph;

/** Shapes that do not fit an operation or layer; the message shows every shape involved. */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }
}
