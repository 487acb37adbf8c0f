package dev.attune.engine.program;

import java.util.Arrays;
import org.nd4j.autodiff.functions.DifferentialFunction;

/**
 * One step of a {@link Program}.
 *
 * @param function SameDiff's operation with its arguments
 * @param inputs ids of the values read, in the operation's order
 * @param outputs ids of the values written
 */
public record Operation(DifferentialFunction function, int[] inputs, int[] outputs) {

  /** ND4J's name of the operation: {@code matmul}, {@code softmax_bp}. */
  public String name() {
    return function.opName();
  }

  @Override
  public String toString() {
    return name() + Arrays.toString(inputs) + "→" + Arrays.toString(outputs);
  }
}
