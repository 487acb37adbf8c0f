package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import dev.attune.benchmark.pytorch.TorchParameter.Kind;
import java.util.function.Supplier;

/** {@code tiny}'s text tower: token rows, transformer, mean over the tokens of the mask. */
final class TextTower implements Supplier<NDArray> {
  private static final int VOCABULARY = 8192;

  private final NDArray ids;
  private final NDArray mask;
  private final NDArray closed;
  private final TorchParameter table;
  private final TransformerLayers transformer;

  TextTower(TorchParameters parameters, TorchBatch batch, int context, int depth) {
    ids = batch.integers("text.ids", context);
    mask = batch.floats("text.mask", context);
    closed = parameters.manager().full(new Shape(1), -1e9f);
    Shape rows = new Shape(VOCABULARY, TransformerLayers.WIDTH);
    table = parameters.declare(Kind.TABLE, rows, "text.tokens.table");
    transformer = TransformerLayers.of(parameters, "text.", context, depth);
  }

  /** [rows, 192]. */
  @Override
  public NDArray get() {
    NDArray tokens =
        Embedding.embedding(ids, table.current(), SparseFormat.DENSE).singletonOrThrow();
    long context = mask.getShape().get(1);
    NDArray hidden = mask.neg().add(1).mul(closed).reshape(-1, 1, 1, context);
    NDArray x = transformer.apply(tokens, hidden);
    NDArray share = mask.div(mask.sum(new int[] {1}, true)).expandDims(1);
    return share.matMul(x).squeeze(1);
  }
}
