package dev.attune.engine.cpu.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A described primitive, to be given its arguments. */
public final class Primitive {
  /** Fills in a descriptor; gives oneDNN's status. */
  @FunctionalInterface
  public interface Description {
    int create(dnnl_primitive_desc into);
  }

  private record Argument(int index, dnnl_memory memory) {}

  private final OneDnn library;
  private final String name;
  private final dnnl_primitive_desc description;
  private final String implementation;
  private final List<Argument> arguments = new ArrayList<>();

  private Primitive(OneDnn library, String name, dnnl_primitive_desc description) {
    this.library = library;
    this.name = name;
    this.description = description;
    this.implementation = implementation(description);
  }

  /**
   * Describes a primitive.
   *
   * @throws OneDnnException if oneDNN has none like it
   */
  public static Primitive of(OneDnn library, String name, Description description) {
    dnnl_primitive_desc into = new dnnl_primitive_desc();
    OneDnn.check(description.create(into), name);
    library.own(into, () -> dnnl_primitive_desc_destroy(into));
    return new Primitive(library, name, into);
  }

  private static String implementation(dnnl_primitive_desc description) {
    try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
      int status = dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, text);
      return status == 0 ? new BytePointer(text.get(0)).getString() : "unknown";
    }
  }

  /** oneDNN's name of the code that runs, such as {@code brg_matmul:avx512_core}. */
  public String implementation() {
    return implementation;
  }

  /** Whether only oneDNN's slow reference code covers it. */
  public boolean isReference() {
    // gemm:ref is a convolution by products, and no loop.
    return implementation.startsWith("ref")
        || (implementation.contains(":ref") && !implementation.contains("gemm"));
  }

  /** The descriptor, which backward primitives take as a hint. */
  public dnnl_primitive_desc description() {
    return description;
  }

  /** The layout that the primitive wants of one argument. */
  public dnnl_memory_desc layout(int query, int index) {
    return dnnl_primitive_desc_query_md(description, query, index);
  }

  /** Binds an argument to memory. */
  public Primitive with(int argument, dnnl_memory_desc layout, Pointer address) {
    dnnl_memory memory = new dnnl_memory();
    OneDnn.check(
        dnnl_memory_create(memory, layout, library.engine(), address), "memory of " + name);
    library.own(memory, () -> dnnl_memory_destroy(memory));
    library.keep(address);
    arguments.add(new Argument(argument, memory));
    return this;
  }

  /** A call that runs the primitive on its arguments. */
  public PrimitiveCall call() {
    dnnl_primitive primitive = new dnnl_primitive();
    OneDnn.check(dnnl_primitive_create(primitive, description), name);
    library.own(primitive, () -> dnnl_primitive_destroy(primitive));
    int[] indices = arguments.stream().mapToInt(Argument::index).toArray();
    dnnl_memory[] memories = arguments.stream().map(Argument::memory).toArray(dnnl_memory[]::new);
    return new PrimitiveCall(library, name, implementation, primitive, indices, memories);
  }
}
