package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import dev.attune.engine.cpu.onednn.Attributes;
import dev.attune.engine.cpu.onednn.Primitive;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** Matrix products with their epilogues. */
final class Products {
  private final Binding binding;
  private final Packing packing;

  Products(Binding binding, Packing packing) {
    this.binding = binding;
    this.packing = packing;
  }

  /** Nothing if the epilogues would push the product to reference code. */
  Optional<List<Call>> calls(Step step) {
    return MisreadBatches.in(step) ? halves(step) : call(step);
  }

  private Optional<List<Call>> halves(Step step) {
    List<Call> calls = new ArrayList<>();
    for (Step half : MisreadBatches.halves(step)) {
      Optional<List<Call>> some = calls(half);
      if (some.isEmpty()) {
        return Optional.empty();
      }
      calls.addAll(some.get());
    }
    return Optional.of(calls);
  }

  private Optional<List<Call>> call(Step step) {
    Operand a = step.inputs().get(0);
    Operand b = step.inputs().get(1);
    Attributes attributes = binding.attributes(step.epilogues());
    dnnl_primitive_attr done = attributes.done();
    Operand bias = bias(step);
    dnnl_memory_desc biasLayout = bias == null ? null : binding.layout(bias);
    boolean packs = b.rank() == 2 && packing.isFixed(b);
    Primitive product =
        Primitive.of(
            binding.library(),
            "product " + step,
            into ->
                dnnl_matmul_primitive_desc_create(
                    into,
                    binding.library().engine(),
                    binding.layout(a),
                    packs ? binding.library().anyLayout(b.shape()) : binding.layout(b),
                    biasLayout,
                    binding.layout(step.output()),
                    done));
    if (product.isReference() && !step.epilogues().isEmpty()) {
      return Optional.empty();
    }
    binding.bind(product, DNNL_ARG_SRC, a);
    if (packs) {
      Packing.Packed packed = packing.pack(b, product.layout(dnnl_query_weights_md, 0));
      product.with(DNNL_ARG_WEIGHTS, packed.order(), packed.memory());
    } else {
      binding.bind(product, DNNL_ARG_WEIGHTS, b);
    }
    binding.bind(product, DNNL_ARG_DST, step.output());
    if (bias != null) {
      binding.bind(product, DNNL_ARG_BIAS, bias);
    }
    return Optional.of(List.of(binding.call(attributes.bind(product))));
  }

  /** The bias as [1, … , 1, columns]; null if there is none. */
  private static Operand bias(Step step) {
    if (step.epilogues().isEmpty() || !(step.epilogues().get(0) instanceof Epilogue.Bias bias)) {
      return null;
    }
    long[] shape = new long[step.output().rank()];
    Arrays.fill(shape, 1);
    shape[shape.length - 1] = bias.vector().length();
    return bias.vector().reshaped(shape);
  }
}
