package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;

/** Lets go of arrays as Python does: what a function made and does not return ends with it. */
final class Scoped {
  private Scoped() {}

  /**
   * Runs a function and closes all arrays that it made but its result. PyTorch keeps for itself
   * what the backward pass needs.
   */
  static NDArray result(Supplier<NDArray> function) {
    NDArray result;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      result = function.get();
      NDScope.unregister(result);
    }
    NDScope.register(result);
    return result;
  }
}
