package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** torch.nn.functional.scaled_dot_product_attention, PyTorch's fused attention. */
final class FusedAttention {
  private final TorchScript open;
  private final TorchScript masked;

  FusedAttention(NDManager manager) {
    open =
        new TorchScript(
            manager,
            "q: Tensor, k: Tensor, v: Tensor",
            "return torch.scaled_dot_product_attention(q, k, v)");
    masked =
        new TorchScript(
            manager,
            "q: Tensor, k: Tensor, v: Tensor, mask: Tensor",
            "return torch.scaled_dot_product_attention(q, k, v, mask)");
  }

  /**
   * softmax(queries · keysᵀ / √depth + mask) · values; queries, keys and values are [rows, heads,
   * tokens, depth], as is the result.
   *
   * @param mask added to the scores, [rows, 1, 1, tokens]; null for none
   */
  NDArray apply(NDArray queries, NDArray keys, NDArray values, NDArray mask) {
    return mask == null
        ? open.apply(new NDList(queries, keys, values))
        : masked.apply(new NDList(queries, keys, values, mask));
  }
}
