package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_layer_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_layer_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_accurate;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_log;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import dev.attune.engine.cpu.onednn.Primitive;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.util.List;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** Layer norm, batch norm and softmax, forward and backward. */
final class Normalisations {
  private static final int GAIN_AND_OFFSET = dnnl_use_scale | dnnl_use_shift;
  private static final int COLUMNS = 1;

  private final Binding binding;

  Normalisations(Binding binding) {
    this.binding = binding;
  }

  Call call(Step step) {
    Kernel kernel = step.kernel();
    if (kernel instanceof Kernel.LayerNorm norm) {
      Operand statistics = step.outputs().get(1);
      return forward(step, layerNorm(step.inputs().get(0), statistics, norm.epsilon()));
    } else if (kernel instanceof Kernel.BatchNorm norm) {
      return forward(step, batchNorm(step.inputs().get(0), norm.epsilon()));
    } else if (kernel instanceof Kernel.LayerNormBackward norm) {
      return backward(step, layerNormBackward(step, norm.epsilon()));
    } else if (kernel instanceof Kernel.BatchNormBackward norm) {
      return backward(step, batchNormBackward(step, norm.epsilon()));
    } else if (kernel instanceof Kernel.Softmax softmax) {
      return softmax(step, softmax.logarithm());
    } else if (kernel instanceof Kernel.SoftmaxBackward softmax) {
      return softmaxBackward(step, softmax.logarithm());
    }
    throw new IllegalStateException("no kernel for " + step);
  }

  private dnnl_primitive_attr none() {
    return binding.attributes(List.of()).done();
  }

  private Primitive layerNorm(Operand v, Operand statistics, double epsilon) {
    dnnl_primitive_attr none = none();
    return Primitive.of(
        binding.library(),
        "layer norm of " + v,
        into ->
            dnnl_layer_normalization_forward_primitive_desc_create(
                into,
                binding.library().engine(),
                dnnl_forward_training,
                binding.layout(v),
                binding.layout(v),
                binding.layout(statistics),
                (float) epsilon,
                GAIN_AND_OFFSET,
                none));
  }

  private Primitive batchNorm(Operand v, double epsilon) {
    dnnl_primitive_attr none = none();
    return Primitive.of(
        binding.library(),
        "batch norm of " + v,
        into ->
            dnnl_batch_normalization_forward_primitive_desc_create(
                into,
                binding.library().engine(),
                dnnl_forward_training,
                binding.layout(v),
                binding.layout(v),
                (float) epsilon,
                GAIN_AND_OFFSET,
                none));
  }

  private Primitive layerNormBackward(Step step, double epsilon) {
    Operand v = step.inputs().get(1);
    Operand statistics = step.inputs().get(3);
    Primitive hint = layerNorm(v, statistics, epsilon);
    dnnl_primitive_attr none = none();
    return Primitive.of(
        binding.library(),
        step.toString(),
        into ->
            dnnl_layer_normalization_backward_primitive_desc_create(
                into,
                binding.library().engine(),
                dnnl_backward,
                binding.layout(step.output()),
                binding.layout(step.inputs().get(0)),
                binding.layout(v),
                binding.layout(statistics),
                (float) epsilon,
                GAIN_AND_OFFSET,
                hint.description(),
                none));
  }

  private Primitive batchNormBackward(Step step, double epsilon) {
    Operand v = step.inputs().get(1);
    Primitive hint = batchNorm(v, epsilon);
    dnnl_primitive_attr none = none();
    return Primitive.of(
        binding.library(),
        step.toString(),
        into ->
            dnnl_batch_normalization_backward_primitive_desc_create(
                into,
                binding.library().engine(),
                dnnl_backward,
                binding.layout(step.output()),
                binding.layout(step.inputs().get(0)),
                binding.layout(v),
                (float) epsilon,
                GAIN_AND_OFFSET,
                hint.description(),
                none));
  }

  private Call forward(Step step, Primitive norm) {
    binding.bind(norm, DNNL_ARG_SRC, step.inputs().get(0));
    binding.bind(norm, DNNL_ARG_SCALE, step.inputs().get(1));
    binding.bind(norm, DNNL_ARG_SHIFT, step.inputs().get(2));
    binding.bind(norm, DNNL_ARG_DST, step.outputs().get(0));
    binding.bind(norm, DNNL_ARG_MEAN, step.outputs().get(1));
    binding.bind(norm, DNNL_ARG_VARIANCE, step.outputs().get(2));
    return binding.call(norm);
  }

  private Call backward(Step step, Primitive norm) {
    binding.bind(norm, DNNL_ARG_DIFF_DST, step.inputs().get(0));
    binding.bind(norm, DNNL_ARG_SRC, step.inputs().get(1));
    binding.bind(norm, DNNL_ARG_SCALE, step.inputs().get(2));
    binding.bind(norm, DNNL_ARG_MEAN, step.inputs().get(3));
    binding.bind(norm, DNNL_ARG_VARIANCE, step.inputs().get(4));
    binding.bind(norm, DNNL_ARG_DIFF_SRC, step.outputs().get(0));
    binding.bind(norm, DNNL_ARG_DIFF_SCALE, step.outputs().get(1));
    binding.bind(norm, DNNL_ARG_DIFF_SHIFT, step.outputs().get(2));
    return binding.call(norm);
  }

  private static int algorithm(boolean logarithm) {
    return logarithm ? dnnl_softmax_log : dnnl_softmax_accurate;
  }

  private Primitive softmaxForward(Operand v, boolean logarithm) {
    dnnl_primitive_attr none = none();
    return Primitive.of(
        binding.library(),
        "softmax of " + v,
        into ->
            dnnl_softmax_forward_primitive_desc_create(
                into,
                binding.library().engine(),
                dnnl_forward_training,
                algorithm(logarithm),
                binding.layout(v),
                binding.layout(v),
                COLUMNS,
                none));
  }

  private Call softmax(Step step, boolean logarithm) {
    Primitive softmax = softmaxForward(step.inputs().get(0), logarithm);
    binding.bind(softmax, DNNL_ARG_SRC, step.inputs().get(0));
    binding.bind(softmax, DNNL_ARG_DST, step.output());
    return binding.call(softmax);
  }

  private Call softmaxBackward(Step step, boolean logarithm) {
    Operand g = step.inputs().get(0);
    Operand y = step.inputs().get(1);
    Primitive hint = softmaxForward(y, logarithm);
    dnnl_primitive_attr none = none();
    Primitive backward =
        Primitive.of(
            binding.library(),
            step.toString(),
            into ->
                dnnl_softmax_backward_primitive_desc_create(
                    into,
                    binding.library().engine(),
                    algorithm(logarithm),
                    binding.layout(step.output()),
                    binding.layout(g),
                    binding.layout(y),
                    COLUMNS,
                    hint.description(),
                    none));
    binding.bind(backward, DNNL_ARG_DIFF_DST, g);
    binding.bind(backward, DNNL_ARG_DST, y);
    binding.bind(backward, DNNL_ARG_DIFF_SRC, step.output());
    return binding.call(backward);
  }
}
