package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import java.util.function.Supplier;

/** {@code tiny}'s image tower: patches of 8 × 8, transformer, mean of the tokens. */
final class VisionTower implements Supplier<NDArray> {
  private static final int SIDE = 64;
  private static final int PATCH = 8;

  private final NDArray pixels;
  private final PatchLayer patches;
  private final TransformerLayers transformer;

  VisionTower(TorchParameters parameters, TorchBatch batch, int depth) {
    pixels = batch.floats("image.pixels", 3, SIDE, SIDE);
    patches = PatchLayer.of(parameters, "image.", PATCH, 3, TransformerLayers.WIDTH);
    int tokens = SIDE / PATCH * (SIDE / PATCH);
    transformer = TransformerLayers.of(parameters, "image.", tokens, depth);
  }

  /** [rows, 192]. */
  @Override
  public NDArray get() {
    return transformer.apply(patches.apply(pixels), null).mean(new int[] {1});
  }
}
