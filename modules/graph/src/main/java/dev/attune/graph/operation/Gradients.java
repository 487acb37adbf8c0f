package dev.attune.graph.operation;

import dev.attune.graph.Value;

/** Control over what is differentiated. */
public final class Gradients {

  private Gradients() {}

  /** The same value, through which no gradient passes. */
  public static Value stop(Value v) {
    Value result = Call.of("identity", v).gives(v.shape());
    return v.graph().derive(result, (upstream, needed) -> new Value[0]);
  }
}
