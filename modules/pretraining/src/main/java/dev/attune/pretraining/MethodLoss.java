package dev.attune.pretraining;

import dev.attune.graph.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a method puts into a graph.
 *
 * @param loss a scalar
 * @param reported scalars worth a column in the metrics, by their names there
 * @param chance the loss of an encoder that gives every item the same vector, or that guesses;
 *     empty if there is no such value
 */
public record MethodLoss(Value loss, Map<String, Value> reported, OptionalDouble chance) {

  public MethodLoss {
    reported = Collections.unmodifiableMap(new LinkedHashMap<>(reported));
  }

  /** Without a value at chance. */
  public static MethodLoss of(Value loss, Map<String, Value> reported) {
    return new MethodLoss(loss, reported, OptionalDouble.empty());
  }

  /** With one. */
  public static MethodLoss of(Value loss, Map<String, Value> reported, double chance) {
    return new MethodLoss(loss, reported, OptionalDouble.of(chance));
  }
}
