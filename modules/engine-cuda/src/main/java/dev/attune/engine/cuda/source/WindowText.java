package dev.attune.engine.cuda.source;

import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import dev.attune.engine.plan.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Convolutions and pools as text: a thread an element of what is written, a block an element of a
 * convolution's weights. Every sum is formed in a fixed order. Images are {@code [n, channel, y,
 * x]} in whatever order of memory.
 */
final class WindowText {
  private static final List<String> IMAGE = List.of("n", "c", "row", "column");
  private static final List<String> WINDOW = List.of("n", "o", "y", "x");
  private static final List<String> CHANNEL_WINDOW = List.of("n", "c", "y", "x");
  private static final List<String> WEIGHT = List.of("o", "c", "dy", "dx");

  private final Step step;
  private final Window window;
  private final Parameters parameters;
  private final StringBuilder text = new StringBuilder();

  private WindowText(Step step, Window window, Parameters parameters) {
    this.step = step;
    this.window = window;
    this.parameters = parameters;
  }

  /** The body of a step's kernel; none if it has no windows. */
  static Optional<String> of(Step step, Parameters parameters) {
    Kernel kernel = step.kernel();
    List<Operand> in = step.inputs();
    if (kernel instanceof Kernel.Convolution convolution) {
      return Optional.of(new WindowText(step, convolution.window(), parameters).forward());
    } else if (kernel instanceof Kernel.ConvolutionBackwardImage convolution) {
      return Optional.of(new WindowText(step, convolution.window(), parameters).backwardImage());
    } else if (kernel instanceof Kernel.ConvolutionBackwardWeights convolution) {
      return Optional.of(new WindowText(step, convolution.window(), parameters).backwardWeights());
    } else if (kernel instanceof Kernel.Pool pool) {
      return Optional.of(
          new WindowText(step, pool.window(), parameters).pool(in.get(0), pool.largest()));
    } else if (kernel instanceof Kernel.PoolBackward pool) {
      return Optional.of(
          new WindowText(step, pool.window(), parameters).poolBackward(pool.largest()));
    }
    return Optional.empty();
  }

  private void line(int depth, String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }

  /** A loop over all elements of an operand, its coordinates by name. */
  private void elements(Operand operand, List<String> names) {
    line(
        1,
        "for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < %d;".formatted(operand.length()));
    line(1, "     i += gridDim.x * blockDim.x) {");
    coordinates(2, operand, names, "i");
  }

  private void coordinates(int depth, Operand operand, List<String> names, String from) {
    String left = from;
    for (int axis = names.size() - 1; axis > 0; axis--) {
      line(depth, "const int %s = %s %% %d;".formatted(names.get(axis), left, operand.size(axis)));
      left = "(" + left + " / " + operand.size(axis) + ")";
    }
    line(depth, "const int %s = %s;".formatted(names.get(0), left));
  }

  private String at(Operand operand, List<String> names) {
    return parameters.read(operand, place(operand, names));
  }

  private static String place(Operand operand, List<String> names) {
    List<String> parts = new ArrayList<>();
    if (operand.offset() != 0) {
      parts.add(Long.toString(operand.offset()));
    }
    for (int axis = 0; axis < names.size(); axis++) {
      if (operand.size(axis) != 1 && operand.strides()[axis] != 0) {
        parts.add(names.get(axis) + " * " + operand.strides()[axis]);
      }
    }
    return parts.isEmpty() ? "0" : String.join(" + ", parts);
  }

  /** Loops over the window at (y, x), and where its elements lie; skips what is outside. */
  private int insideWindow(int depth, Operand image) {
    line(depth, "for (int dy = 0; dy < %d; dy++) {".formatted(window.height()));
    line(
        depth + 1,
        "const int row = y * %d + dy - %d;".formatted(window.strideHeight(), window.top()));
    line(depth + 1, "if (row < 0 || row >= %d) continue;".formatted(image.size(2)));
    line(depth + 1, "for (int dx = 0; dx < %d; dx++) {".formatted(window.width()));
    line(
        depth + 2,
        "const int column = x * %d + dx - %d;".formatted(window.strideWidth(), window.left()));
    line(depth + 2, "if (column < 0 || column >= %d) continue;".formatted(image.size(3)));
    return depth + 2;
  }

  /** Loops over the windows that hold (row, column), and which these are. */
  private int windowsAround(int depth, Operand windows) {
    line(depth, "for (int dy = 0; dy < %d; dy++) {".formatted(window.height()));
    line(depth + 1, "const int down = row + %d - dy;".formatted(window.top()));
    line(depth + 1, "if (down < 0 || down %% %d != 0) continue;".formatted(window.strideHeight()));
    line(depth + 1, "const int y = down / %d;".formatted(window.strideHeight()));
    line(depth + 1, "if (y >= %d) continue;".formatted(windows.size(2)));
    line(depth + 1, "for (int dx = 0; dx < %d; dx++) {".formatted(window.width()));
    line(depth + 2, "const int right = column + %d - dx;".formatted(window.left()));
    line(depth + 2, "if (right < 0 || right %% %d != 0) continue;".formatted(window.strideWidth()));
    line(depth + 2, "const int x = right / %d;".formatted(window.strideWidth()));
    line(depth + 2, "if (x >= %d) continue;".formatted(windows.size(3)));
    return depth + 2;
  }

  private void close(int depth) {
    line(depth + 1, "}");
    line(depth, "}");
  }

  private String forward() {
    Operand image = step.inputs().get(0);
    Operand weights = step.inputs().get(1);
    elements(step.output(), WINDOW);
    line(2, "float sum = 0.0f;");
    line(2, "for (int c = 0; c < %d; c++) {".formatted(weights.size(1)));
    int depth = insideWindow(3, image);
    line(depth, "sum += %s * %s;".formatted(at(image, IMAGE), at(weights, WEIGHT)));
    close(3);
    line(2, "}");
    store("sum", WINDOW);
    return text.append("  }\n").toString();
  }

  private String backwardImage() {
    Operand gradient = step.inputs().get(0);
    Operand weights = step.inputs().get(1);
    elements(step.output(), IMAGE);
    line(2, "float sum = 0.0f;");
    line(2, "for (int o = 0; o < %d; o++) {".formatted(weights.size(0)));
    int depth = windowsAround(3, gradient);
    line(depth, "sum += %s * %s;".formatted(at(gradient, WINDOW), at(weights, WEIGHT)));
    close(3);
    line(2, "}");
    store("sum", IMAGE);
    return text.append("  }\n").toString();
  }

  private String backwardWeights() {
    Operand gradient = step.inputs().get(0);
    Operand image = step.inputs().get(1);
    line(1, "__shared__ float shared[%d];".formatted(Schedule.THREADS / 32));
    line(1, "const int weight = blockIdx.x;");
    coordinates(1, step.output(), WEIGHT, "weight");
    line(1, "float sum = 0.0f;");
    long windows = gradient.size(0) * gradient.size(2) * gradient.size(3);
    line(1, "for (int i = threadIdx.x; i < %d; i += blockDim.x) {".formatted(windows));
    line(2, "const int x = i %% %d;".formatted(gradient.size(3)));
    line(2, "const int y = i / %d %% %d;".formatted(gradient.size(3), gradient.size(2)));
    line(2, "const int n = i / %d;".formatted(gradient.size(2) * gradient.size(3)));
    line(2, "const int row = y * %d + dy - %d;".formatted(window.strideHeight(), window.top()));
    line(2, "const int column = x * %d + dx - %d;".formatted(window.strideWidth(), window.left()));
    line(
        2,
        "if (row < 0 || row >= %d || column < 0 || column >= %d) continue;"
            .formatted(image.size(2), image.size(3)));
    line(2, "sum += %s * %s;".formatted(at(gradient, WINDOW), at(image, IMAGE)));
    line(1, "}");
    line(1, "sum = sumOverBlock(sum, shared);");
    line(1, "if (threadIdx.x == 0) {");
    store("sum", WEIGHT);
    return text.append("  }\n").toString();
  }

  private String pool(Operand image, boolean largest) {
    elements(step.output(), CHANNEL_WINDOW);
    line(2, largest ? "float kept = BELOW_ALL;" : "float kept = 0.0f;");
    line(2, "int count = 0;");
    int depth = insideWindow(2, image);
    String value = at(image, IMAGE);
    line(
        depth,
        largest ? "kept = fmaxf(kept, %s);".formatted(value) : "kept += %s;".formatted(value));
    line(depth, "count++;");
    close(2);
    store(largest ? "kept" : "(kept / count)", CHANNEL_WINDOW);
    return text.append("  }\n").toString();
  }

  /** To the first of the largest elements, or to each in equal shares. */
  private String poolBackward(boolean largest) {
    Operand gradient = step.inputs().get(0);
    Operand image = step.inputs().get(1);
    elements(step.output(), IMAGE);
    line(2, "float sum = 0.0f;");
    line(2, "const int ownRow = row, ownColumn = column;");
    int depth = windowsAround(2, gradient);
    line(depth, "float kept = BELOW_ALL;");
    line(depth, "int keptRow = 0, keptColumn = 0, count = 0;");
    line(depth, "{");
    int inner = insideWindow(depth + 1, image);
    line(inner, "const float v = %s;".formatted(at(image, IMAGE)));
    line(inner, "count++;");
    line(inner, "if (count == 1 || v > kept) {");
    line(inner + 1, "kept = v;");
    line(inner + 1, "keptRow = row;");
    line(inner + 1, "keptColumn = column;");
    line(inner, "}");
    close(depth + 1);
    line(depth, "}");
    String g = at(gradient, CHANNEL_WINDOW);
    line(
        depth,
        largest
            ? "if (keptRow == ownRow && keptColumn == ownColumn) sum += %s;".formatted(g)
            : "sum += %s / count;".formatted(g));
    close(2);
    store("sum", IMAGE);
    return text.append("  }\n").toString();
  }

  /** Writes a number, after what the step does to it first. */
  private void store(String value, List<String> names) {
    String last = value;
    for (Epilogue epilogue : step.epilogues()) {
      if (epilogue instanceof Epilogue.Bias bias) {
        Operand vector = bias.vector();
        String channel = vector.offset() + " + " + names.get(1) + " * " + vector.strides()[0];
        last = "(" + last + " + " + parameters.read(vector, channel) + ")";
      } else if (epilogue instanceof Epilogue.Apply apply) {
        last = Expressions.applied(apply.function(), last);
      } else {
        Epilogue.Join join = (Epilogue.Join) epilogue;
        String sign = Expressions.sign(join.operation());
        last = "(" + last + sign + at(join.other(), names) + ")";
      }
    }
    line(2, parameters.write(step.output(), place(step.output(), names), last));
  }
}
