package dev.attune.graph.operation;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Arrays;

/** Windows sliding over images [n, channels, height, width]. */
public final class Convolutions {
  /** Sizes as libnd4j counts them: NCHW images, and kernels [out, in, height, width]. */
  private static final long NCHW = 0;

  private static final long OUT_IN_HEIGHT_WIDTH = 1;
  private static final long HEIGHT_WIDTH_IN_OUT = 0;

  private Convolutions() {}

  /**
   * Convolution (cross-correlation) without a bias.
   *
   * @param x [n, in, h, w]
   * @param kernel [out, in, kernel height, kernel width]
   * @return [n, out, h', w']
   */
  public static Value conv2d(
      Value x, Value kernel, int strideHeight, int strideWidth, Padding padding) {
    if (x.rank() != 4 || kernel.rank() != 4 || x.size(1) != kernel.size(1)) {
      throw new ShapeException("conv2d: image " + x + " and kernel " + kernel + " do not fit");
    }
    Window window = new Window(kernel.size(2), kernel.size(3), strideHeight, strideWidth, padding);
    long[] shape = window.shape("conv2d", x, kernel.size(0));
    long[] arguments = window.arguments(NCHW, OUT_IN_HEIGHT_WIDTH);
    Value result = Call.of("conv2d", x, kernel).integers(arguments).gives(shape);
    return withKernelGradient("conv2d_bp", x, kernel, arguments, result);
  }

  /**
   * Each channel convolved by itself.
   *
   * @param x [n, channels, h, w]
   * @param kernel [kernel height, kernel width, channels, multiplier]
   * @return [n, channels · multiplier, h', w']
   */
  public static Value depthwise(
      Value x, Value kernel, int strideHeight, int strideWidth, Padding padding) {
    if (x.rank() != 4 || kernel.rank() != 4 || x.size(1) != kernel.size(2)) {
      throw new ShapeException("depthwise: image " + x + " and kernel " + kernel + " do not fit");
    }
    Window window = new Window(kernel.size(0), kernel.size(1), strideHeight, strideWidth, padding);
    long[] shape = window.shape("depthwise", x, x.size(1) * kernel.size(3));
    long[] arguments = window.arguments(NCHW, HEIGHT_WIDTH_IN_OUT);
    Value result = Call.of("depthwise_conv2d", x, kernel).integers(arguments).gives(shape);
    return withKernelGradient("depthwise_conv2d_bp", x, kernel, arguments, result);
  }

  private static Value withKernelGradient(
      String backward, Value x, Value kernel, long[] arguments, Value result) {
    return x.graph()
        .derive(
            result,
            (g, needed) -> {
              Call call = Call.of(backward, 2, x, kernel, g).integers(arguments);
              return new Value[] {call.gives(0, x.shape()), call.gives(1, kernel.shape())};
            },
            x,
            kernel);
  }

  /** Largest element of each window; the padding does not count. */
  public static Value maxPool(
      Value x, int height, int width, int strideHeight, int strideWidth, Padding padding) {
    return pool("maxpool2d", x, new Window(height, width, strideHeight, strideWidth, padding));
  }

  /** Mean of each window; the padding does not count. */
  public static Value averagePool(
      Value x, int height, int width, int strideHeight, int strideWidth, Padding padding) {
    return pool("avgpool2d", x, new Window(height, width, strideHeight, strideWidth, padding));
  }

  private static Value pool(String name, Value x, Window window) {
    if (x.rank() != 4) {
      throw new ShapeException(name + ": expected [n, channels, height, width], found " + x);
    }
    long[] arguments = window.arguments(0, NCHW);
    Value result = Call.of(name, x).integers(arguments).gives(window.shape(name, x, x.size(1)));
    return x.graph()
        .derive(
            result,
            Rules.of(g -> Call.of(name + "_bp", x, g).integers(arguments).gives(x.shape())),
            x);
  }

  private record Window(
      long height, long width, int strideHeight, int strideWidth, Padding padding) {

    Window {
      if (height < 1 || width < 1 || strideHeight < 1 || strideWidth < 1) {
        throw new ShapeException(
            "expected a window and strides of at least 1, found "
                + Arrays.toString(new long[] {height, width, strideHeight, strideWidth}));
      }
    }

    long[] shape(String operation, Value x, long channels) {
      long rows = padding.results(x.size(2), height, strideHeight, padding.height());
      long columns = padding.results(x.size(3), width, strideWidth, padding.width());
      if (rows < 1 || columns < 1) {
        throw new ShapeException(
            operation + ": window [" + height + ", " + width + "] does not fit in " + x);
      }
      return new long[] {x.size(0), channels, rows, columns};
    }

    long[] arguments(long... last) {
      long[] arguments = {
        height,
        width,
        strideHeight,
        strideWidth,
        padding.height(),
        padding.width(),
        1,
        1,
        padding.sameSize() ? 1 : 0
      };
      long[] all = Arrays.copyOf(arguments, arguments.length + last.length);
      System.arraycopy(last, 0, all, arguments.length, last.length);
      return all;
    }
  }
}
