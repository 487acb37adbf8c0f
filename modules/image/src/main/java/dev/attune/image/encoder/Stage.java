package dev.attune.image.encoder;

import dev.attune.engine.encoder.Require;

/**
 * A run of 3×3 convolutions at one resolution.
 *
 * @param width channels of each
 * @param convolutions how many; two make one block of a residual network
 * @param stride of the first; the others have 1
 */
public record Stage(int width, int convolutions, int stride) {

  public Stage {
    Require.range("stage width", width, 1, Require.WIDEST);
    Require.range("stage convolutions", convolutions, 1, Require.DEEPEST);
    Require.range("stage stride", stride, 1, 8);
  }
}
