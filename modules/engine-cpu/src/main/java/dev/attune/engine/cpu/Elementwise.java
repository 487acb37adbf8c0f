package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import dev.attune.engine.cpu.onednn.Attributes;
import dev.attune.engine.cpu.onednn.Primitive;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Functions and operations of single elements, and copies between orders of memory. */
final class Elementwise {
  private final Binding binding;

  Elementwise(Binding binding) {
    this.binding = binding;
  }

  /** A map or pairwise step without epilogues. */
  Call plain(Step step) {
    Attributes none = binding.attributes(List.of());
    Primitive primitive = primitive(step, none);
    boolean dense = step.reads().stream().allMatch(Operand::isDense) && step.output().isDense();
    if (primitive.isReference() && dense && step.kernel() instanceof Kernel.Pairwise pairwise) {
      return stock(pairwise.operation(), step.inputs().get(0), step.inputs().get(1), step.output());
    }
    return binding.call(primitive);
  }

  /** A map or pairwise step with its epilogues; nothing if only reference code covers them. */
  Optional<List<Call>> fused(Step step) {
    Attributes attributes = binding.attributes(step.epilogues());
    Primitive primitive = primitive(step, attributes);
    return primitive.isReference()
        ? Optional.empty()
        : Optional.of(List.of(binding.call(attributes.bind(primitive))));
  }

  /** One epilogue on what stands in the result already. */
  Call inPlace(Epilogue epilogue, Operand result) {
    Step step =
        epilogue instanceof Epilogue.Join join
            ? new Step(
                new Kernel.Pairwise(join.operation()),
                List.of(result, join.other()),
                List.of(result),
                List.of())
            : new Step(
                new Kernel.Map(((Epilogue.Apply) epilogue).function()),
                List.of(result),
                List.of(result),
                List.of());
    return plain(step);
  }

  private Primitive primitive(Step step, Attributes attributes) {
    dnnl_primitive_attr done = attributes.done();
    if (step.kernel() instanceof Kernel.Map map) {
      return map(step.inputs().get(0), step.output(), map.function(), done);
    }
    Binary operation = ((Kernel.Pairwise) step.kernel()).operation();
    Operand left = step.inputs().get(0);
    Operand right = step.inputs().get(1);
    Primitive pairwise =
        Primitive.of(
            binding.library(),
            step.toString(),
            into ->
                dnnl_binary_primitive_desc_create(
                    into,
                    binding.library().engine(),
                    Binding.algorithm(operation),
                    binding.layout(left),
                    binding.layout(right),
                    binding.layout(step.output()),
                    done));
    binding.bind(pairwise, DNNL_ARG_SRC_0, left);
    binding.bind(pairwise, DNNL_ARG_SRC_1, right);
    binding.bind(pairwise, DNNL_ARG_DST, step.output());
    return pairwise;
  }

  private Primitive map(Operand v, Operand result, Function function, dnnl_primitive_attr done) {
    // The input may come under another shape of as many elements.
    Operand from = v.isDense() ? v.reshaped(result.shape()) : v;
    Primitive map = forward(from, result, function, done);
    binding.bind(map, DNNL_ARG_SRC, from);
    binding.bind(map, DNNL_ARG_DST, result);
    return map;
  }

  private Primitive forward(Operand v, Operand y, Function function, dnnl_primitive_attr done) {
    return Primitive.of(
        binding.library(),
        function.toString(),
        into ->
            dnnl_eltwise_forward_primitive_desc_create(
                into,
                binding.library().engine(),
                dnnl_forward_training,
                Binding.algorithm(function),
                binding.layout(v),
                binding.layout(y),
                (float) function.alpha(),
                (float) function.beta(),
                done));
  }

  Call backward(Step step, Kernel.MapBackward kernel) {
    Operand g = step.inputs().get(0);
    Operand data = step.inputs().get(1);
    Function function = kernel.function();
    dnnl_primitive_attr none = binding.attributes(List.of()).done();
    Primitive forward = forward(data, data, function, none);
    int algorithm =
        kernel.fromResult() ? dnnl_eltwise_relu_use_dst_for_bwd : Binding.algorithm(function);
    Primitive backward =
        Primitive.of(
            binding.library(),
            step.toString(),
            into ->
                dnnl_eltwise_backward_primitive_desc_create(
                    into,
                    binding.library().engine(),
                    algorithm,
                    binding.layout(step.output()),
                    binding.layout(g),
                    binding.layout(data),
                    (float) function.alpha(),
                    (float) function.beta(),
                    forward.description(),
                    none));
    binding.bind(backward, DNNL_ARG_DIFF_DST, g);
    binding.bind(backward, kernel.fromResult() ? DNNL_ARG_DST : DNNL_ARG_SRC, data);
    binding.bind(backward, DNNL_ARG_DIFF_SRC, step.output());
    return binding.call(backward);
  }

  Call copy(Operand from, Operand to) {
    dnnl_memory_desc source = binding.layout(from);
    dnnl_memory_desc target = binding.layout(to);
    dnnl_primitive_attr none = binding.attributes(List.of()).done();
    Primitive copy =
        Primitive.of(
            binding.library(),
            "copy " + from + " → " + to,
            into ->
                dnnl_reorder_primitive_desc_create(
                    into,
                    source,
                    binding.library().engine(),
                    target,
                    binding.library().engine(),
                    none));
    copy.with(DNNL_ARG_FROM, source, binding.memory().address(from));
    copy.with(DNNL_ARG_TO, target, binding.memory().address(to));
    return binding.call(copy);
  }

  /** Broadcasts that oneDNN covers only by reference code run faster in ND4J. */
  private Call stock(Binary operation, Operand left, Operand right, Operand result) {
    String name =
        switch (operation) {
          case ADD -> "add";
          case SUBTRACT -> "subtract";
          case MULTIPLY -> "multiply";
          case DIVIDE -> "divide";
        };
    return new StockCall(
        DynamicCustomOp.builder(name).build(),
        List.of(binding.memory().array(left), binding.memory().array(right)),
        List.of(binding.memory().array(result)));
  }
}
