package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import dev.attune.engine.cpu.onednn.Primitive;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import dev.attune.engine.plan.Window;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.javacpp.FloatPointer;

/** Pooling over windows, forward and backward. */
final class Pools {
  private final Binding binding;
  private final Packing packing;

  Pools(Binding binding, Packing packing) {
    this.binding = binding;
    this.packing = packing;
  }

  Call forward(Step step, Window window, boolean largest) {
    Operand image = step.inputs().get(0);
    Primitive pool = described(image, step.output(), window, largest, dnnl_forward_inference);
    binding.bind(pool, DNNL_ARG_SRC, image);
    binding.bind(pool, DNNL_ARG_DST, step.output());
    return binding.call(pool);
  }

  /** Which element was the largest is found again: the forward pass runs once more. */
  List<Call> backward(Step step, Window window, boolean largest) {
    Operand g = step.inputs().get(0);
    Operand image = step.output();
    Primitive hint = described(image, g, window, largest, dnnl_forward_training);
    dnnl_primitive_attr none = binding.attributes(List.of()).done();
    Primitive backward =
        Primitive.of(
            binding.library(),
            step.toString(),
            into ->
                dnnl_pooling_backward_primitive_desc_create(
                    into,
                    binding.library().engine(),
                    algorithm(largest),
                    binding.layout(image),
                    binding.layout(g),
                    window.strides(),
                    window.size(),
                    undilated(),
                    window.before(),
                    window.after(),
                    hint.description(),
                    none));
    binding.bind(backward, DNNL_ARG_DIFF_DST, g);
    binding.bind(backward, DNNL_ARG_DIFF_SRC, image);
    if (!largest) {
      return List.of(binding.call(backward));
    }
    dnnl_memory_desc places = hint.layout(dnnl_query_workspace_md, 0);
    FloatPointer workspace = packing.memory(places);
    FloatPointer unread = packing.memory(binding.layout(g));
    binding.bind(hint, DNNL_ARG_SRC, step.inputs().get(1));
    hint.with(DNNL_ARG_DST, binding.layout(g), unread);
    hint.with(DNNL_ARG_WORKSPACE, places, workspace);
    backward.with(DNNL_ARG_WORKSPACE, places, workspace);
    return List.of(binding.call(hint), binding.call(backward));
  }

  private Primitive described(
      Operand image, Operand result, Window window, boolean largest, int propagation) {
    dnnl_primitive_attr none = binding.attributes(List.of()).done();
    return Primitive.of(
        binding.library(),
        "pool of " + image,
        into ->
            dnnl_pooling_forward_primitive_desc_create(
                into,
                binding.library().engine(),
                propagation,
                algorithm(largest),
                binding.layout(image),
                binding.layout(result),
                window.strides(),
                window.size(),
                undilated(),
                window.before(),
                window.after(),
                none));
  }

  private static int algorithm(boolean largest) {
    return largest ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding;
  }

  private static long[] undilated() {
    return new long[] {0, 0};
  }
}
