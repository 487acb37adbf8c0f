package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.attune.benchmark.pytorch.TorchParameter.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Learnt positions, blocks, a last layer norm.
 *
 * @param positions [tokens, width]
 * @param blocks one after the other
 * @param norm after the last
 */
record TransformerLayers(TorchParameter positions, List<BlockLayer> blocks, NormLayer norm) {
  /** Of a token in every standard work. */
  static final int WIDTH = 192;

  /** Of attention in every standard work. */
  static final int HEADS = 3;

  static TransformerLayers of(TorchParameters parameters, String prefix, int tokens, int depth) {
    FusedAttention attention = new FusedAttention(parameters.manager());
    TorchParameter positions =
        parameters.declare(Kind.TABLE, new Shape(tokens, WIDTH), prefix + "positions");
    List<BlockLayer> blocks = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      blocks.add(BlockLayer.of(parameters, prefix + "blocks." + i, WIDTH, HEADS, attention));
    }
    return new TransformerLayers(
        positions, List.copyOf(blocks), NormLayer.of(parameters, prefix + "norm", WIDTH));
  }

  /** [rows, tokens, width], the shape stays; the mask as in {@link FusedAttention#apply}. */
  NDArray apply(NDArray tokens, NDArray mask) {
    NDArray x = tokens.add(positions.current());
    for (BlockLayer block : blocks) {
      x = block.apply(x, mask);
    }
    return norm.apply(x);
  }
}
