package dev.attune.engine.cpu.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;

/** A primitive with its arguments in place; running it allocates nothing. */
public final class PrimitiveCall {
  private final String name;
  private final String implementation;
  private final dnnl_primitive primitive;
  private final dnnl_stream stream;
  private final dnnl_exec_arg_t arguments;
  private final int count;

  PrimitiveCall(
      OneDnn library,
      String name,
      String implementation,
      dnnl_primitive primitive,
      int[] indices,
      dnnl_memory[] memories) {
    this.name = name;
    this.implementation = implementation;
    this.primitive = primitive;
    this.stream = library.stream();
    this.count = indices.length;
    this.arguments = new dnnl_exec_arg_t(count);
    for (int i = 0; i < count; i++) {
      arguments.position(i).arg(indices[i]).memory(memories[i]);
    }
    arguments.position(0);
    library.keep(arguments);
  }

  /** Runs it and waits for its end. */
  public void run() {
    int status = dnnl_primitive_execute(primitive, stream, count, arguments);
    if (status != 0) {
      OneDnn.check(status, name);
    }
  }

  /** oneDNN's name of the code that runs. */
  public String implementation() {
    return implementation;
  }
}
