package dev.attune.engine.cpu;

import dev.attune.engine.cpu.onednn.PrimitiveCall;

/** A primitive that oneDNN runs. */
record OneDnnCall(PrimitiveCall primitive) implements Call {

  @Override
  public void run() {
    primitive.run();
  }

  @Override
  public String implementation() {
    return primitive.implementation();
  }
}
