package dev.attune.engine.cuda.kernel;

import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Window;
import java.util.List;
import java.util.Locale;

/**
 * Work on windows of images, whose text is of a form of its own. Images are {@code [n, channel,
 * row, column]} in whatever order of memory; what has an element a window has {@code [n, channel,
 * y, x]}.
 *
 * @param kind what is computed
 * @param window that slides over the images
 * @param reads in the kind's order
 * @param to what is written
 */
public record WindowKernel(Kind kind, Window window, List<Operand> reads, Operand to) {

  /** What becomes of windows. */
  public enum Kind {
    /** (image) → (each window's elements [n, y, x, dy, dx, channel]; 0 outside of the image). */
    GATHER,
    /** (elements as gathered) → (image: the sum of what the windows hold of each element). */
    SUM,
    /** (image, weights [height, width, channel, multiplier]) → (channel · multiplier). */
    DEPTHWISE,
    /** (gradient, weights) → (gradient of the image). */
    DEPTHWISE_BACKWARD_IMAGE,
    /** (gradient, image) → (gradient of the weights). */
    DEPTHWISE_BACKWARD_WEIGHTS,
    /** (image) → (the largest of each window; padding does not count). */
    MAX_POOL,
    /** (image) → (the mean of each window; padding does not count). */
    AVERAGE_POOL,
    /** (gradient, image) → (gradient of the image: all to the first of the largest). */
    MAX_POOL_BACKWARD,
    /** (gradient, image) → (gradient of the image, in equal shares). */
    AVERAGE_POOL_BACKWARD
  }

  public WindowKernel {
    reads = List.copyOf(reads);
  }

  /** For people. */
  public String label() {
    return switch (kind) {
      case GATHER -> "windows";
      case SUM -> "sum of windows";
      default -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }
}
