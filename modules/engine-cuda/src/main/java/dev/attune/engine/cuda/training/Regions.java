package dev.attune.engine.cuda.training;

import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.memory.PlanMemory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/** Floats in the regions of a device's memory, after all that was replayed before. */
record Regions(Device device, PlanMemory memory) {

  /**
   * Numbers and where they belong.
   *
   * @param first element of the region
   */
  record Write(String region, long first, float[] values) {}

  /** Writes one after another. */
  void write(List<Write> writes) {
    writes.forEach(write -> write(write.region, write.first, write.values));
  }

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

  /**
   * The elements of a tensor.
   *
   * @throws IllegalArgumentException in one line, if it is missing or has another shape
   */
  static float[] values(Map<String, Tensor> tensors, String name, long... shape) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("tensor " + name + " is missing");
    }
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "tensor %s: expected shape %s, found %s"
              .formatted(name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
    }
    return tensor.values();
  }

  static int length(long... shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }
}
