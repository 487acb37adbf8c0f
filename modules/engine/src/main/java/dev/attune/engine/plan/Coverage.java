package dev.attune.engine.plan;

import dev.attune.graph.Composite;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an executor has kernels for, beyond products, pairwise arithmetic, convolutions, pools and
 * copies.
 *
 * @param composites forward composites; the backward passes go with them
 * @param functions functions of one element
 */
public record Coverage(Set<Composite.Kind> composites, Set<Function.Kind> functions) {

  public Coverage {
    composites = Set.copyOf(composites);
    functions = Set.copyOf(functions);
  }

  /** Everything that plans know. */
  public static Coverage all() {
    return new Coverage(EnumSet.allOf(Composite.Kind.class), EnumSet.allOf(Function.Kind.class));
  }

  /** Without some composites. */
  public Coverage without(Composite.Kind... kinds) {
    Set<Composite.Kind> left = EnumSet.copyOf(composites);
    left.removeAll(Set.of(kinds));
    return new Coverage(left, functions);
  }

  /** Without some functions. */
  public Coverage without(Function.Kind... kinds) {
    Set<Function.Kind> left = EnumSet.copyOf(functions);
    left.removeAll(Set.of(kinds));
    return new Coverage(composites, left);
  }
}
