package dev.attune.engine.program;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One typed, shaped array of a {@link Program}.
 *
 * @param id its index in the program
 * @param name SameDiff's name
 * @param kind where its contents come from
 * @param type element type
 * @param shape static shape, C order
 * @param storage id of the value whose memory this one shares (a reshape); its own id if it has its
 *     own
 * @param constant the contents of a constant, else null
 */
public record ProgramValue(
    int id, String name, Kind kind, DataType type, long[] shape, int storage, INDArray constant) {

  /** Where a value's contents come from. */
  public enum Kind {
    /** Written from outside before each run: batch, parameters, looked-up rows, random draws. */
    INPUT,
    /** Known when the program was compiled. */
    CONSTANT,
    /** Written by an operation. */
    INTERMEDIATE
  }

  /** Number of elements. */
  public long length() {
    long product = 1;
    for (long size : shape) {
      product *= size;
    }
    return product;
  }

  /** Number of bytes. */
  public long bytes() {
    return length() * type.width();
  }

  /** Whether it shares another value's memory. */
  public boolean alias() {
    return storage != id;
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
