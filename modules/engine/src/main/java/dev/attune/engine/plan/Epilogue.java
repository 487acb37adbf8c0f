package dev.attune.engine.plan;

/** What a step does to each element of its result before it writes it. */
public sealed interface Epilogue {

  /**
   * Adds a vector to each row of a product, or to each channel of a convolution.
   *
   * @param vector [columns] or [channels]
   */
  record Bias(Operand vector) implements Epilogue {}

  /**
   * Applies a function.
   *
   * @param function which
   */
  record Apply(Function function) implements Epilogue {}

  /**
   * Joins another array: result ← result ∘ other.
   *
   * @param operation ∘
   * @param other of the result's rank; sizes equal or 1
   */
  record Join(Binary operation, Operand other) implements Epilogue {}

  /** The array that it reads, or null. */
  default Operand reads() {
    if (this instanceof Bias bias) {
      return bias.vector();
    }
    return this instanceof Join join ? join.other() : null;
  }

  /** In a word or two, for printed plans. */
  default String label() {
    if (this instanceof Bias) {
      return "bias";
    }
    if (this instanceof Join join) {
      return join.operation().name().toLowerCase(java.util.Locale.ROOT);
    }
    return ((Apply) this).function().toString();
  }
}
