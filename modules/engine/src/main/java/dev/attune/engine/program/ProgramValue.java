package dev.attune.engine.program;

import java.util.Arrays;
import java.util.Map;
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

  /**
   * The array that stands for this input.
   *
   * @param arrays by the names of inputs
   * @throws IllegalArgumentException if there is none, or it has another size or type
   */
  public INDArray boundIn(Map<String, INDArray> arrays) {
    INDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("nothing is bound to input " + this);
    }
    if (array.length() != length() || array.dataType() != type) {
      throw new IllegalArgumentException(
          "input %s needs %d elements of %s, found %d of %s"
              .formatted(this, length(), type, array.length(), array.dataType()));
    }
    return array;
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
