package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import dev.attune.engine.cpu.onednn.Attributes;
import dev.attune.engine.cpu.onednn.Primitive;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import dev.attune.engine.plan.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.javacpp.FloatPointer;

/** Convolutions; their weights are brought into the order that oneDNN likes. */
final class Convolutions {
  private final Binding binding;
  private final Packing packing;

  Convolutions(Binding binding, Packing packing) {
    this.binding = binding;
    this.packing = packing;
  }

  Optional<List<Call>> forward(Step step, Window window) {
    Operand weights = step.inputs().get(1);
    Attributes attributes = binding.attributes(step.epilogues());
    Operand bias = bias(step);
    Primitive forward =
        described(step.inputs().get(0), weights, bias, step.output(), window, attributes.done());
    if (forward.isReference() && !step.epilogues().isEmpty()) {
      return Optional.empty();
    }
    Packing.Packed packed = packing.pack(weights, forward.layout(dnnl_query_weights_md, 0));
    binding.bind(forward, DNNL_ARG_SRC, step.inputs().get(0));
    forward.with(DNNL_ARG_WEIGHTS, packed.order(), packed.memory());
    binding.bind(forward, DNNL_ARG_DST, step.output());
    if (bias != null) {
      binding.bind(forward, DNNL_ARG_BIAS, bias);
    }
    return Optional.of(after(packed, binding.call(attributes.bind(forward))));
  }

  private static Operand bias(Step step) {
    boolean biased =
        !step.epilogues().isEmpty() && step.epilogues().get(0) instanceof Epilogue.Bias;
    return biased ? ((Epilogue.Bias) step.epilogues().get(0)).vector() : null;
  }

  private Primitive described(
      Operand image,
      Operand weights,
      Operand bias,
      Operand result,
      Window window,
      dnnl_primitive_attr attributes) {
    dnnl_memory_desc biasLayout = bias == null ? null : binding.layout(bias);
    return Primitive.of(
        binding.library(),
        "convolution of " + image + " by " + weights,
        into ->
            dnnl_convolution_forward_primitive_desc_create(
                into,
                binding.library().engine(),
                dnnl_forward_training,
                dnnl_convolution_direct,
                binding.layout(image),
                binding.library().anyLayout(weights.shape()),
                biasLayout,
                binding.layout(result),
                window.strides(),
                undilated(),
                window.before(),
                window.after(),
                attributes));
  }

  List<Call> backwardImage(Step step, Window window) {
    Operand g = step.inputs().get(0);
    Operand weights = step.inputs().get(1);
    Operand image = step.output();
    dnnl_primitive_attr none = binding.attributes(List.of()).done();
    Primitive hint = described(image, weights, null, g, window, none);
    Primitive backward =
        Primitive.of(
            binding.library(),
            step.toString(),
            into ->
                dnnl_convolution_backward_data_primitive_desc_create(
                    into,
                    binding.library().engine(),
                    dnnl_convolution_direct,
                    binding.layout(image),
                    binding.library().anyLayout(weights.shape()),
                    binding.layout(g),
                    window.strides(),
                    undilated(),
                    window.before(),
                    window.after(),
                    hint.description(),
                    none));
    Packing.Packed packed = packing.pack(weights, backward.layout(dnnl_query_weights_md, 0));
    binding.bind(backward, DNNL_ARG_DIFF_DST, g);
    backward.with(DNNL_ARG_WEIGHTS, packed.order(), packed.memory());
    binding.bind(backward, DNNL_ARG_DIFF_SRC, image);
    return after(packed, binding.call(backward));
  }

  List<Call> backwardWeights(Step step, Window window) {
    Operand g = step.inputs().get(0);
    Operand image = step.inputs().get(1);
    Operand weights = step.output();
    dnnl_primitive_attr none = binding.attributes(List.of()).done();
    Primitive hint = described(image, weights, null, g, window, none);
    Primitive backward =
        Primitive.of(
            binding.library(),
            step.toString(),
            into ->
                dnnl_convolution_backward_weights_primitive_desc_create(
                    into,
                    binding.library().engine(),
                    dnnl_convolution_direct,
                    binding.layout(image),
                    binding.library().anyLayout(weights.shape()),
                    null,
                    binding.layout(g),
                    window.strides(),
                    undilated(),
                    window.before(),
                    window.after(),
                    hint.description(),
                    none));
    dnnl_memory_desc order = backward.layout(dnnl_query_diff_weights_md, 0);
    FloatPointer packed = packing.memory(order);
    binding.bind(backward, DNNL_ARG_DIFF_DST, g);
    binding.bind(backward, DNNL_ARG_SRC, image);
    backward.with(DNNL_ARG_DIFF_WEIGHTS, order, packed);
    return List.of(binding.call(backward), packing.unpack(order, packed, weights));
  }

  private static List<Call> after(Packing.Packed packed, Call call) {
    List<Call> calls = new ArrayList<>(packed.calls());
    calls.add(call);
    return calls;
  }

  private static long[] undilated() {
    return new long[] {0, 0};
  }
}
