package dev.attune.engine.program;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays in C order that look into a part of a larger block of memory. */
public final class Views {
  private Views() {}

  /**
   * An array over a part of a block.
   *
   * @param block the memory; it must outlive the array
   * @param offset of the first element, in elements
   * @param shape of the array; empty for a scalar
   */
  public static INDArray of(DataBuffer block, long offset, long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    DataBuffer part =
        offset == 0 && length == block.length() ? block : Nd4j.createBuffer(block, offset, length);
    return Nd4j.create(part, shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
  }
}
