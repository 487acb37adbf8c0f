package dev.attune.graph.operation;

import dev.attune.graph.Rule;
import dev.attune.graph.Value;
import java.util.function.UnaryOperator;

/** Rules from one function an input, called only where that input's gradient is needed. */
final class Rules {

  private Rules() {}

  @SafeVarargs
  static Rule of(UnaryOperator<Value>... perInput) {
    return (upstream, needed) -> {
      Value[] gradients = new Value[perInput.length];
      for (int i = 0; i < perInput.length; i++) {
        if (needed[i]) {
          gradients[i] = perInput[i].apply(upstream);
        }
      }
      return gradients;
    };
  }
}
