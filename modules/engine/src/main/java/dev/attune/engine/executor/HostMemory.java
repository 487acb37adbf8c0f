package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between Java arrays and ND4J's: straight into memory where the backend's memory is the
 * machine's own, through ND4J otherwise.
 */
final class HostMemory {
  private HostMemory() {}

  private static boolean direct(INDArray array) {
    return array.ordering() == 'c'
        && Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU;
  }

  /** Writes all elements; float32 or, widened, float64. */
  static void write(float[] from, INDArray to) {
    check(from.length, to);
    if (!direct(to)) {
      to.assign(Nd4j.createFromArray(from).reshape('c', to.shape()));
    } else if (to.dataType() == DataType.FLOAT) {
      floats(to).put(from, 0, from.length);
    } else {
      double[] wide = new double[from.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = from[i];
      }
      new DoublePointer(pointer(to)).put(wide, 0, wide.length);
    }
  }

  static void write(int[] from, INDArray to) {
    check(from.length, to);
    if (direct(to)) {
      new IntPointer(pointer(to)).put(from, 0, from.length);
    } else {
      to.assign(Nd4j.createFromArray(from).reshape('c', to.shape()));
    }
  }

  /** A copy of all elements in float32. */
  static Tensor read(INDArray from) {
    float[] values;
    if (direct(from) && from.dataType() == DataType.FLOAT) {
      values = new float[Math.toIntExact(from.length())];
      floats(from).get(values, 0, values.length);
    } else {
      values = from.dup('c').reshape(from.length()).toFloatVector();
    }
    return new Tensor(from.shape(), values);
  }

  private static FloatPointer floats(INDArray array) {
    return new FloatPointer(pointer(array));
  }

  private static Pointer pointer(INDArray array) {
    return array.data().addressPointer();
  }

  private static void check(int length, INDArray array) {
    if (length != array.length()) {
      throw new IllegalArgumentException(
          "expected %d elements, found %d".formatted(array.length(), length));
    }
  }
}
