package dev.attune.engine.cuda.training;

import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.memory.PlanMemory;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/** Floats in the regions of a device's memory, after all that was replayed before. */
record Regions(Device device, PlanMemory memory) {

  /** Writes from some element of the region on. */
  void write(String region, long first, float... values) {
    if (values.length > 0) {
      try (FloatPointer pointer = new FloatPointer(values)) {
        device.upload(pointer, at(region, first), (long) Float.BYTES * values.length);
      }
    }
  }

  /** Reads what begins at some element of the region. */
  Tensor read(String region, long first, long... shape) {
    float[] values = new float[length(shape)];
    try (FloatPointer pointer = new FloatPointer(values.length)) {
      device.download(at(region, first), pointer, (long) Float.BYTES * values.length);
      pointer.get(values);
    }
    return new Tensor(shape, values);
  }

  private long at(String region, long element) {
    return memory.address(region) + Float.BYTES * element;
  }

  static int length(long... shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }
}
