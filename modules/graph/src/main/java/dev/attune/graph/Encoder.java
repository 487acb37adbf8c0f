package dev.attune.graph;

import java.util.List;
import java.util.Map;

/**
 * A tower: turns a batch of one modality into one vector an item.
 *
 * <p>Implementations are immutable descriptions; {@link #encode} may be called on several graphs,
 * and several times on one (two views share their weights, since parameters are shared by name).
 */
public interface Encoder {

  /** Prefix of its parameters and inputs: {@code image}, {@code text}, {@code audio}. */
  String name();

  /** Width of the vectors that it gives. */
  int width();

  /** The arrays that one batch consists of, by their names within the tower. */
  List<InputSpec> inputs(int rows);

  /**
   * Builds the tower.
   *
   * @param graph where; the tower names its parameters under {@link #name()}
   * @param inputs a value for each of {@link #inputs}, by name
   * @return [rows, width]
   */
  Value encode(Graph graph, Map<String, Value> inputs);

  /** Whether an item's vector depends on the rest of its batch in training (batch norm). */
  default boolean usesBatchStatistics() {
    return false;
  }
}
