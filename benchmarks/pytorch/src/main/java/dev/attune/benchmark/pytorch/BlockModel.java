package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.attune.benchmark.pytorch.TorchParameter.Kind;
import dev.attune.experiments.bench.BlockWork;

/** {@link BlockWork}. */
final class BlockModel implements TorchModel {
  private final NDArray tokens;
  private final NDArray factors;
  private final TorchParameter positions;
  private final BlockLayer block;

  BlockModel(TorchParameters parameters, TorchBatch batch, int length) {
    tokens = batch.floats("tokens", length, BlockWork.WIDTH);
    factors = batch.floats("factors", length, BlockWork.WIDTH);
    Shape shape = new Shape(length, BlockWork.WIDTH);
    positions = parameters.declare(Kind.TABLE, shape, "positions");
    FusedAttention attention = new FusedAttention(parameters.manager());
    block = BlockLayer.of(parameters, "block", BlockWork.WIDTH, TransformerLayers.HEADS, attention);
  }

  @Override
  public NDArray loss() {
    return block.apply(tokens.add(positions.current()), null).mul(factors).mean();
  }
}
