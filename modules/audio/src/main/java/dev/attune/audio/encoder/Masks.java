package dev.attune.audio.encoder;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;

/** Marks of frames, at the resolutions of a tower's layers. */
final class Masks {
  private Masks() {}

  /**
   * Marks after a convolution of odd kernel k, padding k / 2 and stride s, whose result i is
   * centred on frame s·i: that frame's own.
   *
   * @param mask [rows, frames], ones before zeros
   * @return [rows, frames / stride]
   */
  static Value strided(Value mask, int stride) {
    if (stride == 1) {
      return mask;
    }
    long rows = mask.size(0);
    long steps = mask.size(1) / stride;
    Value grouped = Shaping.reshape(mask, rows, steps, stride);
    return Shaping.squeeze(Shaping.slice(grouped, 2, 0, 1), 2);
  }

  /** Marks of groups of frames, each of which counts if any of its frames does. */
  static Value any(Value mask, int size) {
    Value grouped = Shaping.reshape(mask, mask.size(0), mask.size(1) / size, size);
    return Reductions.max(grouped, false, 2);
  }

  /** Marks of the places or frames of each step: [rows, steps] → [rows, steps · size]. */
  static Value grid(Value mask, long size) {
    long rows = mask.size(0);
    long steps = mask.size(1);
    Value each = Shaping.reshape(mask, rows, steps, 1);
    return Shaping.reshape(Shaping.broadcastTo(each, rows, steps, size), rows, steps * size);
  }

  /** [rows, frames, channels] with zeros under the padding. */
  static Value zeroed(Value x, Value mask) {
    return Arithmetic.multiply(x, Shaping.reshape(mask, mask.size(0), mask.size(1), 1));
  }
}
