package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.WindowKernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Window;
import java.util.List;

/** Work on windows, by loops over every one. Places are {@code [n, channel, y, x]}. */
final class ReferenceWindows {
  /** A kernel's operands, by place. */
  interface Arrays {
    double read(Operand operand, long... at);

    void write(Operand operand, double value, long... at);
  }

  /** One element of one window. */
  @FunctionalInterface
  private interface Visit {
    void at(long n, long y, long x, long row, long column, long dy, long dx);
  }

  private final Arrays arrays;

  ReferenceWindows(Arrays arrays) {
    this.arrays = arrays;
  }

  /** Runs a kernel. */
  void run(WindowKernel kernel) {
    Window window = kernel.window();
    List<Operand> in = kernel.reads();
    Operand to = kernel.to();
    switch (kernel.kind()) {
      case GATHER -> gather(window, in.get(0), to);
      case SUM -> sum(window, in.get(0), to);
      case DEPTHWISE -> depthwise(window, List.of(in.get(0), in.get(1), to), 2);
      case DEPTHWISE_BACKWARD_IMAGE -> depthwise(window, List.of(to, in.get(1), in.get(0)), 0);
      case DEPTHWISE_BACKWARD_WEIGHTS -> depthwise(window, List.of(in.get(1), to, in.get(0)), 1);
      case MAX_POOL -> pool(window, in.get(0), to, true);
      case AVERAGE_POOL -> pool(window, in.get(0), to, false);
      case MAX_POOL_BACKWARD -> poolBackward(window, in.get(0), in.get(1), to, true);
      case AVERAGE_POOL_BACKWARD -> poolBackward(window, in.get(0), in.get(1), to, false);
      default -> throw new IllegalStateException("no reference for " + kernel);
    }
  }

  /** Every element of every window of an image that lies within it. */
  private static void visit(Window window, Operand image, Operand result, Visit visit) {
    for (long n = 0; n < result.size(0); n++) {
      for (long y = 0; y < result.size(2); y++) {
        for (long x = 0; x < result.size(3); x++) {
          for (long dy = 0; dy < window.height(); dy++) {
            for (long dx = 0; dx < window.width(); dx++) {
              long row = y * window.strideHeight() + dy - window.top();
              long column = x * window.strideWidth() + dx - window.left();
              if (row >= 0 && row < image.size(2) && column >= 0 && column < image.size(3)) {
                visit.at(n, y, x, row, column, dy, dx);
              }
            }
          }
        }
      }
    }
  }

  /** Gathered windows as [n, channel, y, x] and what is within them. */
  private static Operand windows(Operand gathered) {
    return gathered.permuted(0, 5, 1, 2, 3, 4);
  }

  private void gather(Window window, Operand image, Operand to) {
    for (long i = 0; i < to.length(); i++) {
      arrays.write(to, 0, place(i, to.shape()));
    }
    visit(
        window,
        image,
        windows(to),
        (n, y, x, row, column, dy, dx) -> {
          for (long c = 0; c < image.size(1); c++) {
            arrays.write(to, arrays.read(image, n, c, row, column), n, y, x, dy, dx, c);
          }
        });
  }

  private void sum(Window window, Operand gathered, Operand image) {
    Sums sums = new Sums(image);
    visit(
        window,
        image,
        windows(gathered),
        (n, y, x, row, column, dy, dx) -> {
          for (long c = 0; c < image.size(1); c++) {
            sums.add(arrays.read(gathered, n, y, x, dy, dx, c), n, c, row, column);
          }
        });
    sums.write();
  }

  /**
   * Adds products.
   *
   * @param operands image, weights and result
   * @param written which of them: the product is that of the others
   */
  private void depthwise(Window window, List<Operand> operands, int written) {
    Sums sums = new Sums(operands.get(written));
    long multiplier = operands.get(1).size(3);
    visit(
        window,
        operands.get(0),
        operands.get(2),
        (n, y, x, row, column, dy, dx) -> {
          for (long o = 0; o < operands.get(2).size(1); o++) {
            long c = o / multiplier;
            long[][] at = {{n, c, row, column}, {dy, dx, c, o % multiplier}, {n, o, y, x}};
            double product = 1;
            for (int i = 0; i < at.length; i++) {
              product *= i == written ? 1 : arrays.read(operands.get(i), at[i]);
            }
            sums.add(product, at[written]);
          }
        });
    sums.write();
  }

  /** Sums in double, until they are written. */
  private final class Sums {
    private final Operand to;
    private final double[] sums;

    Sums(Operand to) {
      this.to = to;
      this.sums = new double[Math.toIntExact(to.length())];
    }

    void add(double value, long... at) {
      sums[flat(at)] += value;
    }

    private int flat(long... at) {
      long flat = 0;
      for (int axis = 0; axis < at.length; axis++) {
        flat = flat * to.size(axis) + at[axis];
      }
      return Math.toIntExact(flat);
    }

    void write() {
      for (int i = 0; i < sums.length; i++) {
        arrays.write(to, sums[i], place(i, to.shape()));
      }
    }
  }

  private static long[] place(long flat, long... shape) {
    long[] at = new long[shape.length];
    long left = flat;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = left % shape[axis];
      left /= shape[axis];
    }
    return at;
  }

  private void pool(Window window, Operand image, Operand result, boolean largest) {
    if (!largest) {
      averagePool(window, image, result);
      return;
    }
    for (long i = 0; i < result.length(); i++) {
      long[] at = place(i, result.shape());
      arrays.write(result, largest(window, image, at[0], at[1], at[2], at[3]), at);
    }
  }

  private void averagePool(Window window, Operand image, Operand result) {
    long[][] counts = counts(window, image, result);
    Sums sums = new Sums(result);
    visit(
        window,
        image,
        result,
        (n, y, x, row, column, dy, dx) -> {
          for (long c = 0; c < image.size(1); c++) {
            double v = arrays.read(image, n, c, row, column);
            sums.add(v / counts[(int) y][(int) x], n, c, y, x);
          }
        });
    sums.write();
  }

  /** Elements of each window that lie within the image. */
  private static long[][] counts(Window window, Operand image, Operand result) {
    long[][] counts = new long[(int) result.size(2)][(int) result.size(3)];
    visit(
        window,
        image,
        result,
        (n, y, x, row, column, dy, dx) -> counts[(int) y][(int) x] += n == 0 ? 1 : 0);
    return counts;
  }

  /** To the first of the largest elements, or to each in equal shares. */
  private void poolBackward(Window window, Operand g, Operand image, Operand to, boolean largest) {
    Sums sums = new Sums(to);
    long[][] counts = counts(window, image, g);
    boolean[][][][] given =
        new boolean[(int) g.size(0)][(int) g.size(1)][(int) g.size(2)][(int) g.size(3)];
    visit(
        window,
        image,
        g,
        (n, y, x, row, column, dy, dx) -> {
          for (long c = 0; c < image.size(1); c++) {
            double gradient = arrays.read(g, n, c, y, x);
            if (!largest) {
              sums.add(gradient / counts[(int) y][(int) x], n, c, row, column);
            } else if (!given[(int) n][(int) c][(int) y][(int) x]
                && arrays.read(image, n, c, row, column) == largest(window, image, n, c, y, x)) {
              given[(int) n][(int) c][(int) y][(int) x] = true;
              sums.add(gradient, n, c, row, column);
            }
          }
        });
    sums.write();
  }

  private double largest(Window window, Operand image, long n, long c, long y, long x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (long dy = 0; dy < window.height(); dy++) {
      for (long dx = 0; dx < window.width(); dx++) {
        long row = y * window.strideHeight() + dy - window.top();
        long column = x * window.strideWidth() + dx - window.left();
        if (row >= 0 && row < image.size(2) && column >= 0 && column < image.size(3)) {
          largest = Math.max(largest, arrays.read(image, n, c, row, column));
        }
      }
    }
    return largest;
  }
}
