package dev.attune.engine.cuda.nvidia;

import org.bytedeco.javacpp.Pointer;

/** A place in a GPU's memory, for calls that take a pointer; the host cannot read it. */
final class Address extends Pointer {
  Address(long address) {
    this.address = address;
  }
}
