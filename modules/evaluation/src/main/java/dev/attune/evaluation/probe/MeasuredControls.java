package dev.attune.evaluation.probe;

import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps what controls gave, so that several encoders that are judged beside the same control
 * measure it once.
 */
@FunctionalInterface
public interface MeasuredControls {
  /** Keeps nothing. */
  MeasuredControls NONE = (key, measure) -> measure.get();

  /**
   * What was measured under a key, or is measured now.
   *
   * @param key tells all that the numbers follow from: the protocol's settings and a digest of the
   *     control's rows
   * @param measure makes them, a number a test row each
   */
  List<double[]> of(String key, Supplier<List<double[]>> measure);
}
