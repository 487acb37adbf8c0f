package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * One array that PyTorch trains.
 *
 * <p>Gradients are taken for a leaf that is made anew each step and shares the value's memory: it
 * starts without a gradient, as after PyTorch's {@code zero_grad(set_to_none=True)}, so none is
 * zeroed and added to.
 */
final class TorchParameter {

  /** How it is drawn, decayed, and laid out beside this project's array of the same name. */
  enum Kind {
    /** Weight of a linear layer: [out, in] here, [in, out] there. */
    LINEAR(true),
    /** Weight of a convolution: [out, in, kernel, kernel]. */
    KERNEL(true),
    /** Rows looked up, or added to tokens. */
    TABLE(true),
    /** Gain of a norm. */
    GAIN(false),
    /** Offset of a norm, bias of a linear layer. */
    OFFSET(false),
    /** CLIP's logarithm of the scale. */
    SCALE(false);

    private final boolean decays;

    Kind(boolean decays) {
      this.decays = decays;
    }

    /** Whether weight decay applies. */
    boolean decays() {
      return decays;
    }
  }

  private final Kind kind;
  private final List<String> names;
  private final NDArray value;
  private NDArray leaf;

  /**
   * An array with its first values.
   *
   * @param names of this project's arrays that lie in it one after the other along the first axis
   */
  TorchParameter(Kind kind, List<String> names, NDArray value) {
    this.kind = kind;
    this.names = List.copyOf(names);
    this.value = value;
  }

  Kind kind() {
    return kind;
  }

  List<String> names() {
    return names;
  }

  NDArray value() {
    return value;
  }

  /** What the model computes with: the leaf of this step, or the value where nothing is learnt. */
  NDArray current() {
    return leaf == null ? value : leaf;
  }

  /** Makes a leaf, which the innermost scope closes. */
  void track() {
    leaf = value.stopGradient();
    leaf.setRequiresGradient(true);
  }

  /** The leaf's gradient. */
  NDArray gradient() {
    return leaf.getGradient();
  }

  /** Forgets the leaf. */
  void untrack() {
    leaf = null;
  }
}
