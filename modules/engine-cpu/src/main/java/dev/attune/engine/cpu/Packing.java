package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import dev.attune.engine.cpu.onednn.Primitive;
import dev.attune.engine.memory.FreeMemory;
import dev.attune.engine.plan.Operand;
import java.util.List;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Brings weights into the order of memory that a primitive likes best: once, here, where they never
 * change, else before each run.
 */
final class Packing {
  private final Binding binding;
  private final Set<Integer> fixed;
  private long bytes;

  /**
   * Weights in a primitive's own order.
   *
   * @param order the primitive's
   * @param memory where they stand
   * @param calls to be run before the primitive
   */
  record Packed(dnnl_memory_desc order, FloatPointer memory, List<Call> calls) {}

  /** Over a program's memory, of which these storages never change. */
  Packing(Binding binding, Set<Integer> fixed) {
    this.binding = binding;
    this.fixed = Set.copyOf(fixed);
  }

  boolean isFixed(Operand weights) {
    return fixed.contains(weights.storage());
  }

  Packed pack(Operand weights, dnnl_memory_desc order) {
    FloatPointer memory = memory(order);
    Call packing =
        reorder(binding.layout(weights), binding.memory().address(weights), order, memory);
    if (isFixed(weights)) {
      packing.run();
      return new Packed(order, memory, List.of());
    }
    return new Packed(order, memory, List.of(packing));
  }

  /** Brings a result from a primitive's own order into an operand's. */
  Call unpack(dnnl_memory_desc order, FloatPointer memory, Operand result) {
    return reorder(order, memory, binding.layout(result), binding.memory().address(result));
  }

  /** Zeroed memory for an array in a primitive's own order. */
  FloatPointer memory(dnnl_memory_desc order) {
    long floats = (dnnl_memory_desc_get_size(order) + Float.BYTES - 1) / Float.BYTES;
    FreeMemory.requireForStep(floats * Float.BYTES);
    DataBuffer buffer = Nd4j.createBuffer(DataType.FLOAT, floats, true);
    FloatPointer memory = new FloatPointer(buffer.addressPointer());
    binding.library().own(memory, buffer::close);
    bytes += floats * Float.BYTES;
    return memory;
  }

  /** Bytes of all memory given out. */
  long bytes() {
    return bytes;
  }

  private Call reorder(dnnl_memory_desc source, Pointer from, dnnl_memory_desc target, Pointer to) {
    dnnl_primitive_attr none = binding.attributes(List.of()).done();
    Primitive reorder =
        Primitive.of(
            binding.library(),
            "order of weights",
            into ->
                dnnl_reorder_primitive_desc_create(
                    into,
                    source,
                    binding.library().engine(),
                    target,
                    binding.library().engine(),
                    none));
    return binding.call(reorder.with(DNNL_ARG_FROM, source, from).with(DNNL_ARG_TO, target, to));
  }
}
