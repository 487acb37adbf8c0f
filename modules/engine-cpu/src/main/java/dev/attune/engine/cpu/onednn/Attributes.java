package dev.attune.engine.cpu.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_data_type_undef;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.javacpp.Pointer;

/** What a primitive does to each element of its result before it is written. */
public final class Attributes {
  /** {@code DNNL_ARG_ATTR_MULTIPLE_POST_OP(i)} is this times i + 1. */
  private static final int POST_OPERATION = 32768;

  private record Argument(int index, dnnl_memory_desc layout, Pointer address) {}

  private final dnnl_primitive_attr attributes = new dnnl_primitive_attr();
  private final dnnl_post_ops operations = new dnnl_post_ops();
  private final List<Argument> arguments = new ArrayList<>();
  private int count;

  /** Nothing yet. */
  public Attributes(OneDnn library) {
    OneDnn.check(dnnl_primitive_attr_create(attributes), "attributes");
    library.own(attributes, () -> dnnl_primitive_attr_destroy(attributes));
    OneDnn.check(dnnl_post_ops_create(operations), "post-operations");
    library.own(operations, () -> dnnl_post_ops_destroy(operations));
  }

  /** Appends a function of the element. */
  public void apply(int algorithm, double alpha, double beta) {
    OneDnn.check(
        dnnl_post_ops_append_eltwise(operations, algorithm, (float) alpha, (float) beta),
        "a function as post-operation");
    count++;
  }

  /** Appends what stands in the result already, times a factor. */
  public void accumulate(double factor) {
    OneDnn.check(
        dnnl_post_ops_append_sum(operations, (float) factor, 0, dnnl_data_type_undef),
        "a sum as post-operation");
    count++;
  }

  /** Appends an operation with another array's element. */
  public void join(int algorithm, dnnl_memory_desc layout, Pointer address) {
    OneDnn.check(
        dnnl_post_ops_append_binary(operations, algorithm, layout),
        "a joined array as post-operation");
    arguments.add(new Argument(POST_OPERATION * (count + 1) | DNNL_ARG_SRC_1, layout, address));
    count++;
  }

  /** For a primitive's description. */
  public dnnl_primitive_attr done() {
    OneDnn.check(dnnl_primitive_attr_set_post_ops(attributes, operations), "post-operations");
    return attributes;
  }

  /** Binds the joined arrays. */
  public Primitive bind(Primitive primitive) {
    for (Argument argument : arguments) {
      primitive.with(argument.index, argument.layout, argument.address);
    }
    return primitive;
  }
}
