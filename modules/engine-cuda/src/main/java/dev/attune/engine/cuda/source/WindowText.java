package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.WindowKernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Work on windows as text: a thread an element of what is written, a block an element of weights.
 * Every sum is formed in a fixed order.
 */
final class WindowText {
  private static final List<String> IMAGE = List.of("n", "c", "row", "column");
  private static final List<String> WINDOW = List.of("n", "c", "y", "x");
  private static final List<String> MULTIPLIED = List.of("n", "o", "y", "x");
  private static final List<String> WEIGHT = List.of("dy", "dx", "c", "m");
  private static final List<String> GATHERED = List.of("n", "y", "x", "dy", "dx", "c");

  private final WindowKernel kernel;
  private final Window window;
  private final Parameters parameters;
  private final StringBuilder text = new StringBuilder();

  private WindowText(WindowKernel kernel, Parameters parameters) {
    this.kernel = kernel;
    this.window = kernel.window();
    this.parameters = parameters;
  }

  /** The body of a kernel. */
  static String of(WindowKernel kernel, Parameters parameters) {
    WindowText text = new WindowText(kernel, parameters);
    switch (kernel.kind()) {
      case GATHER -> text.gather();
      case SUM -> text.sum();
      case DEPTHWISE -> text.depthwise();
      case DEPTHWISE_BACKWARD_IMAGE -> text.depthwiseBackwardImage();
      case DEPTHWISE_BACKWARD_WEIGHTS -> text.depthwiseBackwardWeights();
      case MAX_POOL -> text.pool(true);
      case AVERAGE_POOL -> text.pool(false);
      case MAX_POOL_BACKWARD -> text.poolBackward(true);
      case AVERAGE_POOL_BACKWARD -> text.poolBackward(false);
      default -> throw new IllegalArgumentException("no text of " + kernel);
    }
    return text.text.append("  }\n").toString();
  }

  private void line(int depth, String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }

  private Operand read(int index) {
    return kernel.reads().get(index);
  }

  /** A loop over all that is written, its coordinates by name. */
  private void elements(List<String> names) {
    elements(names, 1);
  }

  /**
   * Likewise.
   *
   * @param together how many neighbours of the last axis a thread takes
   */
  private void elements(List<String> names, int together) {
    long[] shape = kernel.to().shape().clone();
    int last = shape.length - 1;
    shape[last] /= together;
    long count = kernel.to().length() / together;
    line(1, "for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < %d;".formatted(count));
    line(1, "     i += gridDim.x * blockDim.x) {");
    coordinates(2, shape, together == 1 ? names : counted(names), "i");
    if (together > 1) {
      line(2, "const int %1$s = %1$ss * %2$d;".formatted(names.get(last), together));
    }
  }

  /** The last coordinate counts groups of neighbours. */
  private static List<String> counted(List<String> names) {
    List<String> groups = new ArrayList<>(names);
    groups.set(names.size() - 1, names.get(names.size() - 1) + "s");
    return groups;
  }

  private void coordinates(int depth, long[] shape, List<String> names, String from) {
    String left = from;
    for (int axis = names.size() - 1; axis > 0; axis--) {
      line(depth, "const int %s = %s %% %d;".formatted(names.get(axis), left, shape[axis]));
      left = "(" + left + " / " + shape[axis] + ")";
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

  private void store(String value, List<String> names) {
    line(2, parameters.write(kernel.to(), place(kernel.to(), names), value));
  }

  /** Where the element (dy, dx) of the window at (y, x) lies in an image. */
  private void position(int depth) {
    line(depth, "const int row = y * %d + dy - %d;".formatted(window.strideHeight(), window.top()));
    line(
        depth,
        "const int column = x * %d + dx - %d;".formatted(window.strideWidth(), window.left()));
  }

  private static String outside(Operand image) {
    return "row < 0 || row >= %d || column < 0 || column >= %d"
        .formatted(image.size(2), image.size(3));
  }

  /** Loops over the window at (y, x), and where its elements lie; skips what is outside. */
  private int insideWindow(int depth, Operand image) {
    line(depth, "for (int dy = 0; dy < %d; dy++) {".formatted(window.height()));
    line(depth + 1, "for (int dx = 0; dx < %d; dx++) {".formatted(window.width()));
    position(depth + 2);
    line(depth + 2, "if (%s) continue;".formatted(outside(image)));
    return depth + 2;
  }

  /** Loops over the windows that hold (row, column), and which these are. */
  private int windowsAround(int depth, long height, long width) {
    line(depth, "for (int dy = 0; dy < %d; dy++) {".formatted(window.height()));
    line(depth + 1, "const int down = row + %d - dy;".formatted(window.top()));
    line(depth + 1, "if (down < 0 || down %% %d != 0) continue;".formatted(window.strideHeight()));
    line(depth + 1, "const int y = down / %d;".formatted(window.strideHeight()));
    line(depth + 1, "if (y >= %d) continue;".formatted(height));
    line(depth + 1, "for (int dx = 0; dx < %d; dx++) {".formatted(window.width()));
    line(depth + 2, "const int right = column + %d - dx;".formatted(window.left()));
    line(depth + 2, "if (right < 0 || right %% %d != 0) continue;".formatted(window.strideWidth()));
    line(depth + 2, "const int x = right / %d;".formatted(window.strideWidth()));
    line(depth + 2, "if (x >= %d) continue;".formatted(width));
    return depth + 2;
  }

  private void close(int depth) {
    line(depth + 1, "}");
    line(depth, "}");
  }

  private void gather() {
    Operand image = read(0);
    int together = Neighbours.of(kernel, parameters);
    elements(GATHERED, together);
    position(2);
    line(2, "const bool outside = %s;".formatted(outside(image)));
    if (together == 1) {
      store("outside ? 0.0f : " + at(image, IMAGE), GATHERED);
      return;
    }
    String from = parameters.name(image) + " + " + place(image, IMAGE);
    String to = parameters.name(kernel.to()) + " + " + place(kernel.to(), GATHERED);
    line(2, "uint4 taken = {0, 0, 0, 0};");
    line(2, "if (!outside) taken = *(const uint4*) (%s);".formatted(from));
    line(2, "*(uint4*) (%s) = taken;".formatted(to));
  }

  private void sum() {
    Operand gathered = read(0);
    elements(IMAGE);
    line(2, "float sum = 0.0f;");
    int depth = windowsAround(2, gathered.size(1), gathered.size(2));
    line(depth, "sum += %s;".formatted(at(gathered, GATHERED)));
    close(2);
    store("sum", IMAGE);
  }

  private void depthwise() {
    Operand image = read(0);
    Operand weights = read(1);
    elements(MULTIPLIED);
    line(2, "const int c = o / %1$d, m = o %% %1$d;".formatted(weights.size(3)));
    line(2, "float sum = 0.0f;");
    int depth = insideWindow(2, image);
    line(depth, "sum += %s * %s;".formatted(at(image, IMAGE), at(weights, WEIGHT)));
    close(2);
    store("sum", MULTIPLIED);
  }

  private void depthwiseBackwardImage() {
    Operand gradient = read(0);
    Operand weights = read(1);
    elements(IMAGE);
    line(2, "float sum = 0.0f;");
    int depth = windowsAround(2, gradient.size(2), gradient.size(3));
    line(depth, "for (int m = 0; m < %d; m++) {".formatted(weights.size(3)));
    line(depth + 1, "const int o = c * %d + m;".formatted(weights.size(3)));
    line(depth + 1, "sum += %s * %s;".formatted(at(gradient, MULTIPLIED), at(weights, WEIGHT)));
    line(depth, "}");
    close(2);
    store("sum", IMAGE);
  }

  private void depthwiseBackwardWeights() {
    Operand gradient = read(0);
    Operand image = read(1);
    line(1, "__shared__ float shared[%d];".formatted(Schedule.THREADS / 32));
    coordinates(1, kernel.to().shape(), WEIGHT, "(int) blockIdx.x");
    line(1, "const int o = c * %d + m;".formatted(kernel.to().size(3)));
    line(1, "float sum = 0.0f;");
    long windows = gradient.size(0) * gradient.size(2) * gradient.size(3);
    line(1, "for (int i = threadIdx.x; i < %d; i += blockDim.x) {".formatted(windows));
    coordinates(
        2,
        new long[] {gradient.size(0), gradient.size(2), gradient.size(3)},
        List.of("n", "y", "x"),
        "i");
    position(2);
    line(2, "if (%s) continue;".formatted(outside(image)));
    line(2, "sum += %s * %s;".formatted(at(gradient, MULTIPLIED), at(image, IMAGE)));
    line(1, "}");
    line(1, "sum = sumOverBlock(sum, shared);");
    line(1, "if (threadIdx.x == 0) {");
    store("sum", WEIGHT);
  }

  private void pool(boolean largest) {
    Operand image = read(0);
    elements(WINDOW);
    line(2, largest ? "float kept = BELOW_ALL;" : "float kept = 0.0f;");
    line(2, "int count = 0;");
    int depth = insideWindow(2, image);
    String value = at(image, IMAGE);
    line(
        depth,
        largest ? "kept = fmaxf(kept, %s);".formatted(value) : "kept += %s;".formatted(value));
    line(depth, "count++;");
    close(2);
    store(largest ? "kept" : "(kept / count)", WINDOW);
  }

  private void poolBackward(boolean largest) {
    Operand gradient = read(0);
    Operand image = read(1);
    elements(IMAGE);
    line(2, "float sum = 0.0f;");
    line(2, "const int ownRow = row, ownColumn = column;");
    int depth = windowsAround(2, gradient.size(2), gradient.size(3));
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
    String g = at(gradient, WINDOW);
    line(
        depth,
        largest
            ? "if (keptRow == ownRow && keptColumn == ownColumn) sum += %s;".formatted(g)
            : "sum += %s / count;".formatted(g));
    close(2);
    store("sum", IMAGE);
  }
}
