package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import dev.attune.engine.plan.Window;

/** Convolutions and pools by loops over every window. Places are {@code [n, channel, y, x]}. */
final class ReferenceWindows {
  /** A step's operands, by place. */
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

  /** Runs a step but for its epilogues; false if it has no windows. */
  boolean run(Step step) {
    Kernel kernel = step.kernel();
    Operand first = step.inputs().get(0);
    if (kernel instanceof Kernel.Convolution convolution) {
      convolution(convolution.window(), first, step.inputs().get(1), step.output(), 0);
    } else if (kernel instanceof Kernel.ConvolutionBackwardImage convolution) {
      convolution(convolution.window(), step.output(), step.inputs().get(1), first, 1);
    } else if (kernel instanceof Kernel.ConvolutionBackwardWeights convolution) {
      convolution(convolution.window(), step.inputs().get(1), step.output(), first, 2);
    } else if (kernel instanceof Kernel.Pool pool) {
      pool(pool, first, step.output());
    } else if (kernel instanceof Kernel.PoolBackward pool) {
      poolBackward(pool, first, step.inputs().get(1), step.output());
    } else {
      return false;
    }
    return true;
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

  /** Adds products; which of image, weights and result they are added to, {@code sum} says. */
  private void convolution(Window window, Operand image, Operand weights, Operand result, int sum) {
    clear(sum == 0 ? result : sum == 1 ? image : weights);
    visit(
        window,
        image,
        result,
        (n, y, x, row, column, dy, dx) -> {
          for (long o = 0; o < weights.size(0); o++) {
            for (long i = 0; i < weights.size(1); i++) {
              long[] atImage = {n, i, row, column};
              long[] atWeights = {o, i, dy, dx};
              long[] atResult = {n, o, y, x};
              if (sum == 0) {
                double v = arrays.read(image, atImage) * arrays.read(weights, atWeights);
                add(result, v, atResult);
              } else if (sum == 1) {
                double v = arrays.read(result, atResult) * arrays.read(weights, atWeights);
                add(image, v, atImage);
              } else {
                double v = arrays.read(result, atResult) * arrays.read(image, atImage);
                add(weights, v, atWeights);
              }
            }
          }
        });
  }

  private void add(Operand operand, double value, long... at) {
    arrays.write(operand, arrays.read(operand, at) + value, at);
  }

  private void clear(Operand operand) {
    fill(operand, 0);
  }

  private void fill(Operand operand, double value) {
    for (long n = 0; n < operand.size(0); n++) {
      for (long c = 0; c < operand.size(1); c++) {
        for (long y = 0; y < operand.size(2); y++) {
          for (long x = 0; x < operand.size(3); x++) {
            arrays.write(operand, value, n, c, y, x);
          }
        }
      }
    }
  }

  private void pool(Kernel.Pool pool, Operand image, Operand result) {
    fill(result, pool.largest() ? Double.NEGATIVE_INFINITY : 0);
    long[][] counts = counts(pool.window(), image, result);
    visit(
        pool.window(),
        image,
        result,
        (n, y, x, row, column, dy, dx) -> {
          for (long c = 0; c < image.size(1); c++) {
            double v = arrays.read(image, n, c, row, column);
            double so = arrays.read(result, n, c, y, x);
            double next = pool.largest() ? Math.max(so, v) : so + v / counts[(int) y][(int) x];
            arrays.write(result, next, n, c, y, x);
          }
        });
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
  private void poolBackward(Kernel.PoolBackward pool, Operand g, Operand image, Operand to) {
    clear(to);
    long[][] counts = counts(pool.window(), image, g);
    boolean[][][][] given =
        new boolean[(int) g.size(0)][(int) g.size(1)][(int) g.size(2)][(int) g.size(3)];
    visit(
        pool.window(),
        image,
        g,
        (n, y, x, row, column, dy, dx) -> {
          for (long c = 0; c < image.size(1); c++) {
            double gradient = arrays.read(g, n, c, y, x);
            if (!pool.largest()) {
              add(to, gradient / counts[(int) y][(int) x], n, c, row, column);
            } else if (!given[(int) n][(int) c][(int) y][(int) x]
                && arrays.read(image, n, c, row, column)
                    == largest(pool.window(), image, n, c, y, x)) {
              given[(int) n][(int) c][(int) y][(int) x] = true;
              add(to, gradient, n, c, row, column);
            }
          }
        });
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
