package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Terms as expressions over the coordinates {@code a0, a1 …} of a kernel's axes. */
final class Expressions {
  private final RowKernel kernel;
  private final Parameters parameters;
  private final String indexType;

  /** Names of elements that a loop has read already, by how they are read alone. */
  private final Map<String, String> lanes = new HashMap<>();

  Expressions(RowKernel kernel, Parameters parameters) {
    this.kernel = kernel;
    this.parameters = parameters;
    long reach = kernel.rows() * kernel.width() + (1L << 24);
    for (Operand operand : kernel.reads()) {
      reach = Math.max(reach, KernelSource.reach(operand));
    }
    for (Operand operand : kernel.writes()) {
      reach = Math.max(reach, KernelSource.reach(operand));
    }
    // 32 bits divide several times as fast as 64; a grid's stride may step past the end.
    indexType = reach < Integer.MAX_VALUE ? "unsigned" : "unsigned long long";
  }

  /** The type of coordinates and places. */
  String indexType() {
    return indexType;
  }

  /** A term of an element. */
  String of(Term term) {
    return of(term, kernel.shape().length);
  }

  /** A term of a row: what it loads is the same for all columns. */
  String ofRow(Term term) {
    return of(term, kernel.rowAxes());
  }

  /** Forgets what a loop has read. */
  void forgetLanes() {
    lanes.clear();
  }

  /**
   * The statement that reads neighbours of a load, to be found there by {@code k}; none if they are
   * read already, or are all the same.
   */
  Optional<String> lanes(int count, Operand operand) {
    int last = kernel.shape().length - 1;
    String place = place(operand, kernel.shape().length);
    String alone = parameters.read(operand, place);
    if (Lanes.repeats(operand, last) || lanes.containsKey(alone)) {
      return Optional.empty();
    }
    String name = "v" + lanes.size();
    lanes.put(alone, name + ".at[k]");
    return Optional.of(
        "const Lanes%d %s = %s;"
            .formatted(count, name, parameters.readLanes(count, operand, place)));
  }

  /** A statement that writes neighbours. */
  String storeLanes(int count, Operand to, String values) {
    return parameters.writeLanes(count, to, place(to, kernel.shape().length), values);
  }

  /** A statement that writes an element. */
  String store(Operand to, String value) {
    return parameters.write(to, place(to, kernel.shape().length), value);
  }

  /** A statement that writes a row's number. */
  String storeOfRow(Operand to, String value) {
    return parameters.write(to, place(to, kernel.rowAxes()), value);
  }

  private String of(Term term, int axes) {
    if (term instanceof Term.Load load) {
      String alone = parameters.read(load.operand(), place(load.operand(), axes));
      return lanes.getOrDefault(alone, alone);
    } else if (term instanceof Term.Constant constant) {
      return number(constant.value());
    } else if (term instanceof Term.Element element) {
      return "e" + element.id();
    } else if (term instanceof Term.RowValue row) {
      return "r" + row.id();
    } else if (term instanceof Term.Apply apply) {
      return applied(apply.function(), of(apply.argument(), axes));
    } else if (term instanceof Term.Call call) {
      return called(call.routine(), of(call.argument(), axes));
    } else if (term instanceof Term.Slope slope) {
      String factor = slope(slope.function(), of(slope.at(), axes), slope.fromResult());
      return "(" + of(slope.gradient(), axes) + " * " + factor + ")";
    }
    Term.Join join = (Term.Join) term;
    String sign = sign(join.operation());
    return "(" + of(join.left(), axes) + sign + of(join.right(), axes) + ")";
  }

  /** Between two numbers. */
  static String sign(Binary operation) {
    return switch (operation) {
      case ADD -> " + ";
      case SUBTRACT -> " - ";
      case MULTIPLY -> " * ";
      case DIVIDE -> " / ";
    };
  }

  /** Where an element stands in its memory. */
  private static String place(Operand operand, int axes) {
    List<String> parts = new ArrayList<>();
    if (operand.offset() != 0) {
      parts.add(Long.toString(operand.offset()));
    }
    for (int axis = 0; axis < Math.min(axes, operand.rank()); axis++) {
      long stride = operand.strides()[axis];
      if (stride != 0 && operand.size(axis) != 1) {
        parts.add(stride == 1 ? "a" + axis : "a" + axis + " * " + stride);
      }
    }
    return parts.isEmpty() ? "0" : String.join(" + ", parts);
  }

  private static String called(Term.Routine routine, String v) {
    return switch (routine) {
      case LOG_OF_ONE_PLUS -> "log1pf(" + v + ")";
      case SIGN -> "signOf(" + v + ")";
      case ABOVE_ZERO -> "(" + v + " > 0.0f ? 1.0f : 0.0f)";
    };
  }

  /** A function of a number. */
  static String applied(Function function, String v) {
    return switch (function.kind()) {
      case LINEAR -> linear(function, v);
      case CLAMP ->
          "clampTo(%s, %s, %s)".formatted(v, number(function.alpha()), number(function.beta()));
      case SQUARE -> "squareOf(" + v + ")";
      case SQUARE_ROOT -> "sqrtf(" + v + ")";
      case EXPONENTIAL -> "expf(" + v + ")";
      case LOGARITHM -> "logf(" + v + ")";
      case ABSOLUTE -> "fabsf(" + v + ")";
      case RELU -> "fmaxf(" + v + ", 0.0f)";
      case GELU -> "gelu(" + v + ")";
      case TANH -> "tanhf(" + v + ")";
      case SIGMOID -> "sigmoid(" + v + ")";
    };
  }

  private static String linear(Function function, String v) {
    String scaled = function.alpha() == 1 ? v : number(function.alpha()) + " * " + v;
    return function.beta() == 0
        ? "(" + scaled + ")"
        : "(" + scaled + " + " + number(function.beta()) + ")";
  }

  private static String slope(Function function, String at, boolean fromResult) {
    return switch (function.kind()) {
      case RELU -> "(" + at + " > 0.0f ? 1.0f : 0.0f)";
      case GELU -> "slopeOfGelu(" + at + ")";
      case TANH -> "slopeOfTanh(" + (fromResult ? at : "tanhf(" + at + ")") + ")";
      case SIGMOID -> "slopeOfSigmoid(" + (fromResult ? at : "sigmoid(" + at + ")") + ")";
      default -> throw new IllegalArgumentException("no slope of " + function);
    };
  }

  /** As C++ reads a float. */
  static String number(double value) {
    float single = (float) value;
    if (Float.isInfinite(single)) {
      return single > 0 ? "__int_as_float(0x7f800000)" : "__int_as_float(0xff800000)";
    }
    return single < 0 ? "(" + single + "f)" : single + "f";
  }
}
