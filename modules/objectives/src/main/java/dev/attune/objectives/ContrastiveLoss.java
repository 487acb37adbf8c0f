package dev.attune.objectives;

import dev.attune.graph.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link ContrastiveObjective} puts into a graph.
 *
 * @param loss a scalar
 * @param reported scalars worth a column in the metrics, by their names there: {@code logit_scale}
 *     is the multiplier in use, {@code logit_bias} what is added
 */
public record ContrastiveLoss(Value loss, Map<String, Value> reported) {

  public ContrastiveLoss {
    reported = Collections.unmodifiableMap(new LinkedHashMap<>(reported));
  }
}
