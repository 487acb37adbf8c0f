package dev.attune.engine.cpu;

/** One prepared kernel call of a program. */
interface Call {

  void run();

  /** Which code runs, for printed plans. */
  String implementation();
}
