package dev.attune.engine.plan;

/** An operation on two numbers, element by element. */
public enum Binary {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE;

  /** Whether the operands may be exchanged. */
  public boolean commutes() {
    return this == ADD || this == MULTIPLY;
  }
}
