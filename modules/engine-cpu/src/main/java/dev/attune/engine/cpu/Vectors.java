package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;

import dev.attune.engine.cpu.onednn.Attributes;
import dev.attune.engine.cpu.onednn.OneDnn;
import dev.attune.engine.cpu.onednn.Primitive;
import dev.attune.engine.cpu.onednn.PrimitiveCall;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.javacpp.FloatPointer;

/** Calls on parts of long vectors, and on numbers that change from step to step. */
final class Vectors {
  private final OneDnn library;

  Vectors(OneDnn library) {
    this.library = library;
  }

  dnnl_memory_desc layout(long length) {
    return library.layout(new long[] {length}, new long[] {1});
  }

  /** A number that calls read when they run. */
  FloatPointer number() {
    FloatPointer number = new FloatPointer(1);
    library.own(number, number::deallocate);
    return number;
  }

  /** The part of a vector from an element on. */
  static FloatPointer from(FloatPointer vector, long offset) {
    return vector.getPointer(FloatPointer.class, offset);
  }

  Attributes attributes() {
    return new Attributes(library);
  }

  /** to ← after(a · b); b is as long as a, or one number. */
  PrimitiveCall multiply(
      FloatPointer a,
      FloatPointer b,
      long lengthB,
      FloatPointer to,
      long length,
      Attributes after) {
    dnnl_primitive_attr done = after.done();
    dnnl_memory_desc vector = layout(length);
    dnnl_memory_desc other = layout(lengthB);
    Primitive product =
        Primitive.of(
            library,
            "vector product",
            into ->
                dnnl_binary_primitive_desc_create(
                    into, library.engine(), dnnl_binary_mul, vector, other, vector, done));
    product.with(DNNL_ARG_SRC_0, vector, a).with(DNNL_ARG_SRC_1, other, b);
    return after.bind(product.with(DNNL_ARG_DST, vector, to)).call();
  }

  /** sums[i] ← Σ of the squares of a vector's i-th part. */
  PrimitiveCall squares(FloatPointer vector, long parts, long length, FloatPointer sums) {
    long[] steps = {length, length, 1};
    dnnl_memory_desc rows = library.layout(new long[] {parts, 1, length}, steps);
    long[] across = {length, 1, length};
    dnnl_memory_desc columns = library.layout(new long[] {parts, length, 1}, across);
    dnnl_memory_desc results = library.layout(new long[] {parts, 1, 1}, new long[] {1, 1, 1});
    dnnl_primitive_attr none = attributes().done();
    return Primitive.of(
            library,
            "sum of squares",
            into ->
                dnnl_matmul_primitive_desc_create(
                    into, library.engine(), rows, columns, null, results, none))
        .with(DNNL_ARG_SRC, rows, vector)
        .with(DNNL_ARG_WEIGHTS, columns, vector)
        .with(DNNL_ARG_DST, results, sums)
        .call();
  }
}
