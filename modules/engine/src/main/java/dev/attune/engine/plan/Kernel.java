package dev.attune.engine.plan;

import dev.attune.engine.program.Operation;
import java.util.Locale;

/** What one step computes. Images are [n, channels, height, width] in whatever order of memory. */
public sealed interface Kernel {

  /** (a [… , m, k], b [… , k, n]) → (a · b [… , m, n]). */
  record Product() implements Kernel {}

  /** (v) → (function of each element). */
  record Map(Function function) implements Kernel {}

  /**
   * (g, v) → (gradient of v); with {@code fromResult} (g, y) → (gradient of v), by the result y.
   */
  record MapBackward(Function function, boolean fromResult) implements Kernel {}

  /** (left, right) → (left ∘ right): right has left's rank; its sizes are equal or 1. */
  record Pairwise(Binary operation) implements Kernel {}

  /** (v [rows, width], gain, offset) → (y, mean [rows], biased variance [rows]). */
  record LayerNorm(double epsilon) implements Kernel {}

  /** (g, v, gain, mean, variance) → (gradients of v, gain, offset). */
  record LayerNormBackward(double epsilon) implements Kernel {}

  /** (v [n, channels, height, width], gain, offset) → (y, mean, biased variance [channels]). */
  record BatchNorm(double epsilon) implements Kernel {}

  /** (g, v, gain, mean, variance) → (gradients of v, gain, offset). */
  record BatchNormBackward(double epsilon) implements Kernel {}

  /** (v [rows, n]) → (softmax of each row, or its logarithm). */
  record Softmax(boolean logarithm) implements Kernel {}

  /** (g, y) → (gradient of v). */
  record SoftmaxBackward(boolean logarithm) implements Kernel {}

  /** (image, weights [out, in, height, width]) → (result). */
  record Convolution(Window window) implements Kernel {}

  /** (g, weights) → (gradient of the image). */
  record ConvolutionBackwardImage(Window window) implements Kernel {}

  /** (g, image) → (gradient of the weights). */
  record ConvolutionBackwardWeights(Window window) implements Kernel {}

  /** (image) → (the largest element of each window, or the mean; padding does not count). */
  record Pool(Window window, boolean largest) implements Kernel {}

  /** (g, image) → (gradient of the image). */
  record PoolBackward(Window window, boolean largest) implements Kernel {}

  /** (v) → (v in the result's order of memory). */
  record Copy() implements Kernel {}

  /** An operation that has no kernel here; dense operands in C order, run by ND4J. */
  record Stock(Operation operation) implements Kernel {}

  /** For printed plans. */
  default String label() {
    if (this instanceof Stock stock) {
      return "nd4j:" + stock.operation().name();
    }
    if (this instanceof Map map) {
      return map.function().toString();
    }
    if (this instanceof MapBackward map) {
      return map.function() + " backward";
    }
    if (this instanceof Pairwise pairwise) {
      return pairwise.operation().name().toLowerCase(Locale.ROOT);
    }
    if (this instanceof Pool pool) {
      return pool.largest() ? "max pool" : "average pool";
    }
    if (this instanceof PoolBackward pool) {
      return pool.largest() ? "max pool backward" : "average pool backward";
    }
    if (this instanceof Softmax softmax) {
      return softmax.logarithm() ? "log softmax" : "softmax";
    }
    if (this instanceof SoftmaxBackward softmax) {
      return softmax.logarithm() ? "log softmax backward" : "softmax backward";
    }
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  /** Whether its operands may have any strides. */
  default boolean takesStrides() {
    return this instanceof Product || this instanceof Copy;
  }

  /** Whether further work on its only result can be done before the result is written. */
  default boolean takesEpilogues() {
    return this instanceof Product
        || this instanceof Map
        || this instanceof Pairwise
        || this instanceof Convolution;
  }
}
