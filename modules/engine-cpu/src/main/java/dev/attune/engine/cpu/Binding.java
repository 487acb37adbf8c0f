package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_div;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_sub;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_abs;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_exp;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_gelu_erf;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_log;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_sqrt;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_square;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;

import dev.attune.engine.cpu.onednn.Attributes;
import dev.attune.engine.cpu.onednn.OneDnn;
import dev.attune.engine.cpu.onednn.Primitive;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Operand;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** A plan's operands and functions in oneDNN's terms. */
record Binding(OneDnn library, Memory memory) {

  dnnl_memory_desc layout(Operand operand) {
    return library.layout(operand.shape(), operand.strides());
  }

  /** Binds an argument of a primitive to an operand. */
  Binding bind(Primitive primitive, int argument, Operand operand) {
    primitive.with(argument, layout(operand), memory.address(operand));
    return this;
  }

  Call call(Primitive primitive) {
    return new OneDnnCall(primitive.call());
  }

  /** Post-operations; a bias is the primitive's own affair. */
  Attributes attributes(List<Epilogue> epilogues) {
    Attributes attributes = new Attributes(library);
    for (Epilogue epilogue : epilogues) {
      if (epilogue instanceof Epilogue.Apply apply) {
        Function function = apply.function();
        attributes.apply(algorithm(function), function.alpha(), function.beta());
      } else if (epilogue instanceof Epilogue.Join join) {
        Operand other = join.other();
        attributes.join(algorithm(join.operation()), layout(other), memory.address(other));
      }
    }
    return attributes;
  }

  static int algorithm(Binary operation) {
    return switch (operation) {
      case ADD -> dnnl_binary_add;
      case SUBTRACT -> dnnl_binary_sub;
      case MULTIPLY -> dnnl_binary_mul;
      case DIVIDE -> dnnl_binary_div;
    };
  }

  static int algorithm(Function function) {
    return switch (function.kind()) {
      case LINEAR -> dnnl_eltwise_linear;
      case CLAMP -> dnnl_eltwise_clip;
      case SQUARE -> dnnl_eltwise_square;
      case SQUARE_ROOT -> dnnl_eltwise_sqrt;
      case EXPONENTIAL -> dnnl_eltwise_exp;
      case LOGARITHM -> dnnl_eltwise_log;
      case ABSOLUTE -> dnnl_eltwise_abs;
      case RELU -> dnnl_eltwise_relu;
      case GELU -> dnnl_eltwise_gelu_erf;
      case TANH -> dnnl_eltwise_tanh;
      case SIGMOID -> dnnl_eltwise_logistic;
    };
  }
}
