package dev.attune.engine.plan;

import dev.attune.engine.program.Operation;
import dev.attune.engine.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/** Turns each operation and each replaceable region of a program into steps, in order. */
final class Translation {
  private final Program program;
  private final Storages storages;
  private final Coverage coverage;
  private final List<Step> steps = new ArrayList<>();

  Translation(Program program, Storages storages, Coverage coverage) {
    this.program = program;
    this.storages = storages;
    this.coverage = coverage;
  }

  List<Step> steps() {
    Map<Integer, RegionChoice.Chosen> chosen =
        new RegionChoice(program, coverage.composites()).chosen();
    Set<Integer> replaced = new HashSet<>();
    Map<Integer, List<Integer>> at = new HashMap<>();
    chosen.forEach(
        (index, choice) -> {
          replaced.addAll(choice.region().operations());
          at.computeIfAbsent(choice.position(), p -> new ArrayList<>()).add(index);
        });
    Composites composites = new Composites(program, storages);
    for (int i = 0; i <= program.operations().size(); i++) {
      at.getOrDefault(i, List.of()).stream().sorted().map(composites::step).forEach(steps::add);
      if (i < program.operations().size() && !replaced.contains(i)) {
        translate(program.operations().get(i));
      }
    }
    return steps;
  }

  private void translate(Operation operation) {
    if (!allFloat(operation) || !byKernel(operation)) {
      steps.add(stock(operation));
    }
  }

  private boolean allFloat(Operation operation) {
    return Arrays.stream(operation.inputs()).allMatch(this::isFloat)
        && Arrays.stream(operation.outputs()).allMatch(this::isFloat);
  }

  private boolean isFloat(int value) {
    return storages.type(value) == DataType.FLOAT;
  }

  private Step stock(Operation operation) {
    List<Operand> outputs = Arrays.stream(operation.outputs()).mapToObj(storages::operand).toList();
    return new Step(new Kernel.Stock(operation), inputs(operation), outputs, List.of());
  }

  private List<Operand> inputs(Operation operation) {
    return Arrays.stream(operation.inputs()).mapToObj(storages::operand).toList();
  }

  /** Adds the steps of an operation that kernels cover; false if none does. */
  private boolean byKernel(Operation operation) {
    List<Operand> in = inputs(operation);
    Operand out = storages.operand(operation.outputs()[0]);
    DifferentialFunction function = operation.function();
    return switch (operation.name()) {
      case "matmul" -> product((CustomOp) function, in, out);
      case "permute" -> copy(in.get(0).permuted(axes((CustomOp) function)), out);
      case "add" -> pairwise(Binary.ADD, in, out);
      case "subtract" -> pairwise(Binary.SUBTRACT, in, out);
      case "multiply" -> pairwise(Binary.MULTIPLY, in, out);
      case "divide" -> pairwise(Binary.DIVIDE, in, out);
      case "sigmoid" -> map(Function.of(Function.Kind.SIGMOID), in, out);
      case "tanh" -> map(Function.of(Function.Kind.TANH), in, out);
      case "sigmoid_bp" -> mapBackward(Function.Kind.SIGMOID, in, out);
      case "tanh_bp" -> mapBackward(Function.Kind.TANH, in, out);
      case "conv2d" -> convolution((CustomOp) function, in, out);
      case "conv2d_bp" -> convolutionBackward(operation, in);
      case "maxpool2d" -> pool((CustomOp) function, in, out, true);
      case "avgpool2d" -> pool((CustomOp) function, in, out, false);
      case "maxpool2d_bp" -> poolBackward((CustomOp) function, in, out, true);
      case "avgpool2d_bp" -> poolBackward((CustomOp) function, in, out, false);
      default -> function(operation) != null && map(function(operation), in, out);
    };
  }

  private static Function function(Operation operation) {
    DifferentialFunction function = operation.function();
    if (operation.inputs().length != 1) {
      return null;
    }
    return switch (operation.name()) {
      case "mul_scalar" -> Function.linear(scalar(function), 0);
      case "add_scalar" -> Function.linear(1, scalar(function));
      case "neg" -> Function.linear(-1, 0);
      case "max_scalar" ->
          new Function(Function.Kind.CLAMP, scalar(function), Float.POSITIVE_INFINITY);
      case "scalar_min" ->
          new Function(Function.Kind.CLAMP, Float.NEGATIVE_INFINITY, scalar(function));
      case "square" -> Function.of(Function.Kind.SQUARE);
      case "sqrt" -> Function.of(Function.Kind.SQUARE_ROOT);
      case "exp" -> Function.of(Function.Kind.EXPONENTIAL);
      case "log" -> Function.of(Function.Kind.LOGARITHM);
      case "abs" -> Function.of(Function.Kind.ABSOLUTE);
      default -> null;
    };
  }

  private static double scalar(DifferentialFunction function) {
    return ((ScalarOp) function).scalar().getDouble(0);
  }

  private static int[] axes(CustomOp permute) {
    return Arrays.stream(permute.iArgs()).mapToInt(Math::toIntExact).toArray();
  }

  private boolean product(CustomOp matmul, List<Operand> in, Operand out) {
    long[] transposed = matmul.iArgs();
    double[] factors = matmul.tArgs();
    boolean plain = factors.length == 0 || (factors[0] == 1 && factors[1] == 0);
    if (!plain || out.rank() < 2 || (transposed.length > 2 && transposed[2] != 0)) {
      return false;
    }
    boolean left = transposed.length > 0 && transposed[0] == 1;
    boolean right = transposed.length > 1 && transposed[1] == 1;
    Operand a = left ? in.get(0).transposed() : in.get(0);
    Operand b = right ? in.get(1).transposed() : in.get(1);
    return add(Step.of(new Kernel.Product(), List.of(a, b), out));
  }

  private boolean copy(Operand from, Operand to) {
    return add(Step.of(new Kernel.Copy(), List.of(from), to));
  }

  private boolean map(Function function, List<Operand> in, Operand out) {
    return coverage.functions().contains(function.kind())
        && add(Step.of(new Kernel.Map(function), in, out));
  }

  /** libnd4j's order is (v, g). */
  private boolean mapBackward(Function.Kind kind, List<Operand> in, Operand out) {
    Kernel kernel = new Kernel.MapBackward(Function.of(kind), false);
    return coverage.functions().contains(kind)
        && add(Step.of(kernel, List.of(in.get(1), in.get(0)), out));
  }

  /** The larger operand stands left; what spreads both sides has no kernel. */
  private boolean pairwise(Binary operation, List<Operand> in, Operand out) {
    Operand left = in.get(0);
    Operand right = in.get(1);
    if (left.length() != out.length() && right.length() == out.length()) {
      if (operation == Binary.SUBTRACT) {
        // a − b = −b + a
        Operand negative = storages.fresh("negative", out.shape());
        map(Function.linear(-1, 0), List.of(right), negative);
        return pairwise(Binary.ADD, List.of(negative, left), out);
      }
      return operation.commutes() && pairwise(operation, List.of(right, left), out);
    }
    if (left.length() != out.length() || out.rank() == 0) {
      return false;
    }
    Operand full = left.reshaped(out.shape());
    return add(
        Step.of(new Kernel.Pairwise(operation), List.of(full, right.ranked(out.rank())), out));
  }

  private boolean convolution(CustomOp function, List<Operand> in, Operand out) {
    Window window = window(function, in.get(0).shape(), out.shape());
    return window != null && add(Step.of(new Kernel.Convolution(window), in, out));
  }

  /** libnd4j: (image, weights, g) → (gradients of image, weights). */
  private boolean convolutionBackward(Operation operation, List<Operand> in) {
    Operand g = in.get(2);
    Window window = window((CustomOp) operation.function(), in.get(0).shape(), g.shape());
    if (window == null) {
      return false;
    }
    Operand image = storages.operand(operation.outputs()[0]);
    Operand weights = storages.operand(operation.outputs()[1]);
    add(Step.of(new Kernel.ConvolutionBackwardImage(window), List.of(g, in.get(1)), image));
    return add(
        Step.of(new Kernel.ConvolutionBackwardWeights(window), List.of(g, in.get(0)), weights));
  }

  private boolean pool(CustomOp function, List<Operand> in, Operand out, boolean largest) {
    Window window = poolWindow(function, in.get(0).shape(), out.shape());
    return window != null && add(Step.of(new Kernel.Pool(window, largest), in, out));
  }

  /** libnd4j: (image, g) → (gradient of the image). */
  private boolean poolBackward(CustomOp function, List<Operand> in, Operand out, boolean largest) {
    Window window = poolWindow(function, out.shape(), in.get(1).shape());
    Kernel kernel = new Kernel.PoolBackward(window, largest);
    return window != null && add(Step.of(kernel, List.of(in.get(1), in.get(0)), out));
  }

  /** Undilated windows over [n, channels, h, w], padding left out of means; else null. */
  private static Window poolWindow(CustomOp function, long[] image, long[] result) {
    long[] arguments = function.iArgs();
    boolean covered =
        arguments[6] == 1 && arguments[7] == 1 && arguments[9] == 0 && arguments[10] == 0;
    return covered ? Window.of(arguments, image, result) : null;
  }

  /** Undilated windows over [n, channels, h, w] with kernels [out, in, h, w]; else null. */
  private static Window window(CustomOp function, long[] image, long[] result) {
    long[] arguments = function.iArgs();
    boolean covered =
        arguments[6] == 1 && arguments[7] == 1 && arguments[9] == 0 && arguments[10] == 1;
    return covered ? Window.of(arguments, image, result) : null;
  }

  private boolean add(Step step) {
    return steps.add(step);
  }
}
