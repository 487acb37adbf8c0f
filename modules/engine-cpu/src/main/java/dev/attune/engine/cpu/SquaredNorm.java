package dev.attune.engine.cpu;

import dev.attune.engine.cpu.onednn.OneDnn;
import dev.attune.engine.cpu.onednn.PrimitiveCall;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of the squares of a long vector: short sums in float, their total in double. */
final class SquaredNorm {
  private static final int PART = 4096;

  private final List<PrimitiveCall> calls = new ArrayList<>();
  private final FloatPointer sums;
  private final float[] read;

  SquaredNorm(OneDnn library, INDArray vector) {
    Vectors vectors = new Vectors(library);
    long parts = vector.length() / PART;
    long rest = vector.length() - parts * PART;
    sums = new FloatPointer(parts + 1);
    library.own(sums, sums::deallocate);
    read = new float[Math.toIntExact(parts + 1)];
    sums.put(read, 0, read.length);
    FloatPointer all = new FloatPointer(vector.data().addressPointer());
    if (parts > 0) {
      calls.add(vectors.squares(all, parts, PART, sums));
    }
    if (rest > 0) {
      FloatPointer tail = Vectors.from(all, parts * PART);
      calls.add(vectors.squares(tail, 1, rest, Vectors.from(sums, parts)));
    }
  }

  double measure() {
    calls.forEach(PrimitiveCall::run);
    sums.get(read, 0, read.length);
    double total = 0;
    for (float sum : read) {
      total += sum;
    }
    return total;
  }
}
