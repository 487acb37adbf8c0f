package dev.attune.engine.program;

import dev.attune.graph.Composite;
import java.util.List;
import java.util.Set;

/**
 * Operations of a {@link Program} that are together one {@link Composite} of the graph.
 *
 * @param kind what they compute
 * @param epsilon its ε; 0 where the kind has none
 * @param inputs values by id, in the kind's order
 * @param outputs values by id, in the kind's order; {@link #UNUSED} for one that nothing reads
 * @param operations indices of the operations
 * @param backwards indices of the regions that are this one's backward passes
 * @param backward whether this is a backward pass
 */
public record Region(
    Composite.Kind kind,
    double epsilon,
    int[] inputs,
    int[] outputs,
    Set<Integer> operations,
    List<Integer> backwards,
    boolean backward) {
  /** In the place of an output that nothing reads. */
  public static final int UNUSED = -1;

  public Region {
    operations = Set.copyOf(operations);
    backwards = List.copyOf(backwards);
  }
}
